"""What people say instead of a digit, in the languages of the countries around: small letters without accents."""

from collections.abc import Iterable, Mapping

from shared.domain.satisfaction.policy import BEST


def _scored(*levels: Iterable[str]) -> dict[str, int]:
    """``levels`` are the words for 1, 2, 3, 4 and 5."""
    return {word: score for score, words in enumerate(levels, start=1) for word in words}


_FRENCH = _scored(
    (
        *("nul", "nulle", "tres mal", "tres mauvais", "catastrophique", "horrible", "lamentable", "pas du tout"),
        *("pas du tout satisfait", "pas du tout satisfaite", "tres insatisfait", "tres insatisfaite", "tres decu"),
        *("tres decue", "terrible"),
    ),
    (
        *("mal", "mauvais", "decu", "decue", "decevant", "insatisfait", "insatisfaite", "pas satisfait"),
        *("pas satisfaite", "pas bien", "pas terrible", "bof", "bof bof", "pas tres bien", "pas content"),
        *("pas contente",),
    ),
    ("moyen", "moyenne", "moyennement", "passable", "ca va", "correct", "comme ci comme ca", "mitige"),
    (
        *("bien", "bon", "plutot bien", "satisfait", "satisfaite", "assez bien", "content", "contente", "pas mal"),
        *("pas mal du tout",),
    ),
    (
        *("tres bien", "excellent", "excellente", "parfait", "super", "genial", "top", "impeccable", "nickel"),
        *("tres satisfait", "tres satisfaite", "au top", "formidable", "extra", "tres bon"),
    ),
)
_ENGLISH = _scored(
    ("awful", "very bad", "useless", "not at all", "very unhappy", "very dissatisfied", "worst", "rubbish"),
    ("bad", "poor", "disappointed", "disappointing", "unhappy", "dissatisfied", "not good", "not happy"),
    ("average", "so so", "so-so", "okay-ish", "fair", "meh", "could be better", "mediocre"),
    ("good", "well", "pretty good", "satisfied", "happy", "quite good", "fine", "not bad", "not bad at all"),
    (
        *("very good", "very well", "great", "perfect", "awesome", "amazing", "fantastic", "very satisfied"),
        *("very happy", "brilliant", "wonderful"),
    ),
)
_GERMAN = _scored(
    ("sehr schlecht", "furchtbar", "schrecklich"),
    ("schlecht", "nicht gut", "unzufrieden"),
    ("mittel", "mittelmassig", "geht so"),
    ("gut", "zufrieden", "nicht schlecht"),
    ("sehr gut", "perfekt", "sehr zufrieden", "prima"),
)
_SPANISH = _scored(
    ("muy mal", "muy malo", "muy mala", "fatal", "pesimo", "pesima"),
    ("malo", "mala", "no muy bien"),
    ("regular", "mas o menos", "asi asi"),
    ("bueno", "buena", "satisfecho", "satisfecha"),
    ("muy bien", "muy bueno", "muy buena", "excelente", "perfecto", "perfecta"),
)
_ITALIAN = _scored(
    ("molto male", "pessimo", "pessima"),
    ("male", "non bene"),
    ("cosi cosi",),
    ("bene", "buono", "buona", "soddisfatto", "soddisfatta"),
    ("molto bene", "benissimo", "ottimo", "ottima", "eccellente", "perfetto"),
)
_PORTUGUESE = _scored(
    ("muito mal", "muito mau", "muito ruim"),
    ("mau", "ruim", "nao gostei"),
    ("razoavel",),
    ("bem", "bom", "boa", "satisfeito", "satisfeita"),
    ("muito bem", "muito bom", "muito boa", "otimo", "otima", "perfeito"),
)
_DUTCH = _scored(
    ("heel slecht", "zeer slecht"),
    ("slecht", "niet goed"),
    ("matig",),
    ("goed", "tevreden"),
    ("heel goed", "zeer goed", "uitstekend"),
)

NUMBERS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "zero null cero nul",
            "un une one eins ein uno una um uma een",
            "deux two zwei dos due dois duas twee",
            "trois three drei tres tre drie",
            "quatre four vier cuatro quattro quatro",
            "cinq five funf fuenf cinco cinque vijf",
            "six sechs seis sei zes",
            "sept seven sieben siete sette sete zeven",
            "huit eight acht ocho otto oito",
            "neuf nine neun nueve nove negen",
            "dix ten zehn diez dieci dez tien",
        )
    )
    for name in names.split()
}
"""The names of 0 to 10."""

WORDS: Mapping[str, int] = {
    **{name: max(1, number) for name, number in NUMBERS.items() if number <= BEST},
    **_DUTCH,
    **_PORTUGUESE,
    **_ITALIAN,
    **_SPANISH,
    **_GERMAN,
    **_ENGLISH,
    **_FRENCH,
}
"""A whole text that is one of these gives this score, from 1 to 5."""

SIGNS: Mapping[str, int] = {
    **dict.fromkeys("👍😍😀😃😄😁😊🥰🤩❤♥💚💙💛🧡💜🖤🤍🙏👏💯👌", 5),
    **dict.fromkeys("🙂☺😌", 4),
    **dict.fromkeys("😐😑😕", 3),
    **dict.fromkeys("🙁☹😞😟😒🙄😢", 2),
    **dict.fromkeys("👎😡😠🤬😤🖕💩💔", 1),
}

NEGATIONS = frozenset(
    (
        *("pas", "plus", "jamais", "rien", "ni", "non", "no", "not", "never", "isn't", "wasn't", "don't", "didn't"),
        *("nicht", "kein", "niet"),
    )
)
"""Before a word of praise they turn it round: "pas super"."""
