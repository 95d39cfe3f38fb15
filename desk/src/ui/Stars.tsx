import { t } from "../i18n";

/** The stars of a review, from 1 to 5. */
export function Stars({ rating }: { rating: number | null }) {
  if (rating === null) return null;
  return (
    <span class="stars" role="img" aria-label={t("rating", { stars: String(rating) })} dir="ltr">
      {"★".repeat(rating) + "☆".repeat(5 - rating)}
    </span>
  );
}
