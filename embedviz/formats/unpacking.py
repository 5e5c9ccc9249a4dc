"""The lists of words in an archive, put beside the file of vectors that they belong to, as if it were unpacked."""

import shutil
from pathlib import Path, PurePosixPath

from embedviz.errors import FileError, located, reason
from embedviz.formats.archives import Member
from embedviz.formats.files import printable
from embedviz.formats.list_files import LISTS, without_compression
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import new_temporary_folder
from embedviz.formats.stream import CHUNK, ByteStream
from embedviz.i18n import _

FOLDER = "unpacked"
MOST_LISTS = 50
MOST_BYTES = 256 << 20


def lay_beside(stream: ByteStream, vectors: Member, everything: list[Member], *, whole: bool) -> None:
    """Unpack what lies in the folder of a file in an archive and may be the list of its words.

    Parameters
    ----------
    stream : ByteStream
        Of the file; what is unpacked is removed with it.
    vectors : Member
        The file.
    everything : list of Member
        All of the archive.
    whole : bool
        Whether the file itself is unpacked too, for a reader that opens it twice.

    Raises
    ------
    FileError
        If the lists are too large, damaged, or there is no room for them.
    """
    place = PurePosixPath(vectors.name)
    beside = [each for each in everything if PurePosixPath(each.name).parent == place.parent and each != vectors]
    lists = [each for each in beside if without_compression(Path(each.name)).suffix.lower() in (*LISTS, ".npy")]
    try:
        folder = new_temporary_folder(cache_folder() / FOLDER)
        stream.when_closed(lambda: shutil.rmtree(folder, ignore_errors=True))
        stream.beside = folder / place.name
        left = MOST_BYTES
        for member in lists[:MOST_LISTS]:
            left -= _copy(member, folder / PurePosixPath(member.name).name, left, stream)
        if whole:
            _copy(vectors, stream.beside, None, stream)
    except OSError as error:
        message = _("it cannot be unpacked into the cache folder ({reason}); expected room there")
        raise located(FileError(stream.name, message.format(reason=reason(error))), cache_folder()) from error


def _copy(member: Member, path: Path, most: int | None, stream: ByteStream) -> int:
    size = 0
    with member.open() as packed, path.open("wb") as file:
        while piece := packed.read(CHUNK):
            size += len(piece)
            stream.require_ratio(size)
            if most is not None and size > most:
                message = _("the lists beside {file} take more than {most:,} bytes; expected no more")
                raise FileError(stream.name, message.format(file=printable(stream.beside.name), most=MOST_BYTES))
            if stream.room is not None:
                stream.room.take(len(piece))
            file.write(piece)
    return size
