"""Messages for people, through gettext."""

import gettext

# Not gettext.gettext, which looks for catalogues on disk at every call and takes a thousand times as long.
_ = gettext.NullTranslations().gettext
