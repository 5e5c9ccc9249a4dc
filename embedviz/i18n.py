"""Messages for people, through gettext."""

import gettext

_ = gettext.gettext
