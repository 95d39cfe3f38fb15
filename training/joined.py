"""The whole model: words of each language and the encoder's vectors, averaged as at run time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from functions.classify.model.artefact import TRAINED
from functions.classify.model.heads import both
from functions.classify.model.opinions import ENCODER_SHARE
from training import fitting, meaning
from training.corpus import Example, grown
from training.fitting import Probabilities


@dataclass
class Joined:
    words: dict[str, fitting.Fitted]
    meaning: meaning.Meaning

    def probabilities(self, texts: Sequence[str], languages: Sequence[str]) -> Probabilities:
        """Not yet calibrated. ``languages`` are among the trained."""
        meant = self.meaning.probabilities(texts)
        found = Probabilities(*(np.zeros_like(part) for part in meant))
        for language in TRAINED:
            places = [place for place, one in enumerate(languages) if one == language]
            worded = self.words[language].probabilities([texts[place] for place in places], language)
            for whole, mine, other in zip(found, worded, meant, strict=True):
                whole[places] = (1 - ENCODER_SHARE) * mine + ENCODER_SHARE * other[places]
            found.urgent[places] = _both(worded.urgent, meant.urgent[places])
            found.danger[places] = _both(worded.danger, meant.danger[places])
        return found


def _both(worded: np.ndarray, meant: np.ndarray) -> list[float]:
    return [both(mine, other, ENCODER_SHARE) for mine, other in zip(worded, meant, strict=True)]


def fit(written: Sequence[Example], alarms: Sequence[Example]) -> Joined:
    """Every head learns from ``written``; those for haste and danger from ``alarms`` too, in whatever language."""
    known, beside = {}, {}
    for language in TRAINED:
        known[language] = [one for one in written if one.language == language]
        mine = [one for one in alarms if one.language == language]
        beside[language] = grown(mine, beside=known[language])
        known[language] = grown(known[language])
    abroad = [one for one in alarms if one.language not in TRAINED]
    return Joined(
        {language: fitting.fit(known[language], beside[language], language) for language in TRAINED},
        meaning.fit(
            [one for examples in known.values() for one in examples],
            [*(one for examples in beside.values() for one in examples), *abroad],
        ),
    )
