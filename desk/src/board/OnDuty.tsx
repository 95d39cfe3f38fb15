import { call } from "../api/client";
import { usePolled } from "../api/polling";
import { said } from "../api/said";
import { t } from "../i18n";
import type { Place } from "../Shell";
import { moment } from "../time/span";

const EVERY = 60_000; // duty changes a few times a day

/** Who is on duty now, until when, and who is next, for each rotation of the brand. */
export function OnDuty({ place }: { place: Place }) {
  const polled = usePolled(`on duty ${place.brand.id}`, (headers, signal) => call("get", "/on-call", { query: { brand: place.brand.id }, headers, signal }), EVERY);
  const rotations = polled.data?.items;
  return (
    <section class="panel" aria-label={t("duty")}>
      <h2>{t("duty")}</h2>
      {!rotations ? (
        <p class="muted">{polled.error ? said(polled.error) : t("loading")}</p>
      ) : rotations.length === 0 ? (
        <p class="muted">{t("duty.none")}</p>
      ) : (
        <table class="plain">
          <thead>
            <tr>
              <td />
              <th scope="col">{t("duty.now")}</th>
              <th scope="col">{t("duty.next")}</th>
            </tr>
          </thead>
          <tbody>
            {rotations.map((rotation) => (
              <tr key={rotation.name}>
                <th scope="row">{rotation.name}</th>
                <td class="duty">
                  <span dir="auto">{rotation.now.name}</span> {rotation.now.overridden && <span class="chip warn">{t("duty.overridden")}</span>}
                  <p class="muted">{t("duty.until", { at: moment(rotation.now.until) })}</p>
                </td>
                <td class="duty">
                  {rotation.next ? (
                    <>
                      <span dir="auto">{rotation.next.name}</span> {rotation.next.overridden && <span class="chip warn">{t("duty.overridden")}</span>}
                      <p class="muted">{t("duty.from", { at: moment(rotation.next.since) })}</p>
                    </>
                  ) : (
                    "–"
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
