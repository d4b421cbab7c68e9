"""The name of a province, in whatever spelling, for those who make and migrate rooms."""

from __future__ import annotations

from hamyari_lib import text
from hamyari_lib.data.known_as import OFFICIAL_SPELLINGS
from hamyari_lib.data.reading import choices
from hamyari_lib.errors import DataError, nearest


def province_named(said: str) -> str:
    """The Persian name of the province that is meant; ``DataError`` with the nearest where there is none.

    >>> province_named("خراسان رضوي"), province_named("razavi khorasan")
    ('خراسان رضوی', 'خراسان رضوی')
    >>> province_named("کهکیلویه و بویر احمد")
    'کهگیلویه و بویراحمد'
    """
    known = choices("provinces", "province_fa", aliases=("province",))
    spelling = text.normalise(said)
    spelling = OFFICIAL_SPELLINGS.get(spelling, spelling)
    if (province := known.get(spelling) or known.get(spelling.lower())) is not None:
        return province
    near = nearest(spelling, known)
    hint = f"did you mean {near}?" if near else "write its Persian name, such as خراسان رضوی."
    raise DataError(f"--province is {said!r}; there is no such province; {hint}")
