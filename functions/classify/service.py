"""The use case: one event, its brand, its whole text; what is it?"""

from dataclasses import dataclass, replace

from shared.domain.classification.model import Classification
from shared.domain.messages.event import InboundEvent
from shared.ports.configuration import BrandRepository
from shared.ports.meaning import ArticleMeanings
from shared.ports.objects import TextStore
from shared.ports.time_and_language import Classifier


@dataclass(frozen=True, slots=True)
class ClassifyMessage:
    brands: BrandRepository
    texts: TextStore
    classifier: Classifier
    article_meanings: ArticleMeanings

    def __call__(self, event: InboundEvent) -> Classification:
        """Raises ``UnknownBrandError``, ``ContentGoneError``, ``UpstreamError``."""
        brand = self.brands.current(event.brand)
        if event.text is None and event.text_key is not None:
            event = replace(event, text=self.texts.get(event.text_key))
        return self.classifier(event, brand, self.article_meanings.of(brand))
