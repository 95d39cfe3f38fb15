"""How long a text is, as the platform it goes to measures it."""

import re
import unicodedata

from shared.domain.channels.policy import Length, LengthUnit

# X developer platform, "Counting characters" (configuration 3 of the public twitter-text library): a character weighs
# two units, those of these ranges one; a link weighs 23 however long it is, and a whole emoji sequence weighs two.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_LINK_WEIGHT = 23
_EMOJI_WEIGHT = 2

_PICTURE = (
    "[\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
_PERSON = f"{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]?"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags of countries
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    "|[\u00a9\u00ae]\ufe0f"  # these two are emoji only when they say so
    f"|{_PERSON}(?:[\U000e0020-\U000e007f]+)?(?:\u200d{_PERSON})*"  # families, professions, flags of regions
)

# A link without its scheme is a link on X only under a known top-level domain. Not the whole registry: the generic
# ones people write, and every country. A name directly under a country counts only with a path ("voir.la" does not).
_GENERIC = (
    "com|net|org|info|biz|edu|gov|mil|int|name|pro|aero|coop|museum|mobi|jobs|travel|asia|cat|tel|xyz|app|dev|page|"
    "shop|store|online|site|website|blog|news|cloud|tech|club|live|life|world|today|help|support|email|social|agency|"
    "group|team|company|services|solutions|events|media|studio|design|digital|network|link|click|space|fun|top|vip|"
    "paris|bzh|alsace|corsica|berlin|london|amsterdam|brussels|vlaanderen|quebec|nyc|eus|swiss"
)
_COUNTRY = (
    "ac|ad|ae|af|ag|ai|al|am|ao|ar|as|at|au|aw|ax|az|ba|bb|bd|be|bf|bg|bh|bi|bj|bm|bn|bo|br|bs|bt|bw|by|bz|ca|cc|cd|"
    "cf|cg|ch|ci|ck|cl|cm|cn|co|cr|cu|cv|cw|cx|cy|cz|de|dj|dk|dm|do|dz|ec|ee|eg|er|es|et|eu|fi|fj|fk|fm|fo|fr|ga|gb|"
    "gd|ge|gf|gg|gh|gi|gl|gm|gn|gp|gq|gr|gs|gt|gu|gw|gy|hk|hm|hn|hr|ht|hu|id|ie|il|im|in|io|iq|ir|is|it|je|jm|jo|jp|"
    "ke|kg|kh|ki|km|kn|kp|kr|kw|ky|kz|la|lb|lc|li|lk|lr|ls|lt|lu|lv|ly|ma|mc|md|me|mg|mh|mk|ml|mm|mn|mo|mp|mq|mr|ms|"
    "mt|mu|mv|mw|mx|my|mz|na|nc|ne|nf|ng|ni|nl|no|np|nr|nu|nz|om|pa|pe|pf|pg|ph|pk|pl|pm|pn|pr|ps|pt|pw|py|qa|re|ro|"
    "rs|ru|rw|sa|sb|sc|sd|se|sg|sh|si|sk|sl|sm|sn|so|sr|ss|st|su|sv|sx|sy|sz|tc|td|tf|tg|th|tj|tk|tl|tm|tn|to|tr|tt|"
    "tv|tw|tz|ua|ug|uk|us|uy|uz|va|vc|ve|vg|vi|vn|vu|wf|ws|ye|yt|za|zm|zw"
)
_LABEL = r"[a-z0-9\u00c0-\u024f](?:[a-z0-9\u00c0-\u024f_-]*[a-z0-9\u00c0-\u024f])?"
_END = r"(?![a-z0-9\u00c0-\u024f@-])"
_PATH = (
    r"(?:/(?:[a-z0-9\u00c0-\u024f\u0400-\u04ff!*'();:=+,.$/%#\[\]_~@|&-]*[a-z0-9\u00c0-\u024f\u0400-\u04ff=_#/+-])?)"
)
_QUERY = r"(?:\?[a-z0-9!?*'();:&=+$/%#\[\]_.,~|@-]*[a-z0-9_&=#/-])"
_TAIL = rf"(?::\d+)?{_PATH}?{_QUERY}?"
_LINK = re.compile(
    r"(?<![a-z0-9@\uff20$#\uff03\u00c0-\u024f_.-])(?:"
    rf"https?://(?:{_LABEL}\.)+[a-z\u00c0-\u024f][a-z0-9-]+{_TAIL}"
    rf"|(?:{_LABEL}\.)+(?:{_GENERIC}){_END}{_TAIL}"
    rf"|(?:{_LABEL}\.){{2,}}(?:{_COUNTRY}){_END}{_TAIL}"
    rf"|{_LABEL}\.(?:{_COUNTRY}){_END}(?::\d+)?{_PATH}{_QUERY}?"
    ")",
    re.IGNORECASE,
)


def length(text: str, unit: LengthUnit) -> int:
    """The length of the text in the unit."""
    if unit is LengthUnit.UTF8_BYTES:
        return len(text.encode())
    if unit is LengthUnit.X_WEIGHTED:
        return x_weighted_length(text)
    if unit is LengthUnit.UTF16_UNITS:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    if unit is LengthUnit.EMOJI_BYTES:
        return len(_EMOJI.sub("", text)) + sum(len(found.encode()) for found in _EMOJI.findall(text))
    return len(text)


def fits(text: str, limit: Length) -> bool:
    """Whether the text may be sent whole."""
    return length(text, limit.unit) <= limit.limit


def x_weighted_length(text: str) -> int:
    """The weight of a post on X, where 280 is the limit."""
    composed = unicodedata.normalize("NFC", text)
    without_links, links = _LINK.subn("", composed)
    bare, emoji = _EMOJI.subn("", without_links)
    return links * _LINK_WEIGHT + emoji * _EMOJI_WEIGHT + sum(_weight(ord(character)) for character in bare)


def _weight(code: int) -> int:
    return 1 if any(first <= code <= last for first, last in _LIGHT) else 2
