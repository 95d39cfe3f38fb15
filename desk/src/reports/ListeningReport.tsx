import type { Listening } from "../api/types";
import { number, t } from "../i18n";
import { Change, Columns } from "./charts";
import { Figure, Panel } from "./Panel";
import type { Compared } from "./Reports";

const QUESTIONS = ["frustrated", "account_or_technical", "answered_by_a_page", "deserved_an_answer", "desk_closed", "feedback_good", "feedback_bad"] as const;

export function ListeningReport({ figures: { now, before } }: { figures: Compared<Listening> }) {
  return (
    <>
      <div class="figure-cards">
        <Figure label={t("report.messages")} value={number(now.messages)}>
          {before && <Change now={now.messages} before={before.messages} />}
        </Figure>
        <Figure label={t("report.self_service")} value={now.messages ? number(now.answered_by_a_page / now.messages, { style: "percent" }) : "–"} />
        <Figure label={t("report.closed_share")} value={now.messages ? number(now.desk_closed / now.messages, { style: "percent" }) : "–"} />
      </div>
      <div class="panels">
        <Panel wide title={t("report.hours", { zone: now.time_zone })} name="hours" rows={[["hour", "messages", "open_share"], ...now.hours.map((each) => [each.hour, each.messages, each.open_share])]}>
          <Columns label={t("report.hours_label")} bars={now.hours.map((each) => ({ label: String(each.hour), value: each.messages, ground: each.open_share }))} />
          <p class="muted">{t("report.hours_legend")}</p>
        </Panel>
        <Panel wide title={t("report.questions")} name="questions" rows={[["question", "messages", "before"], ...QUESTIONS.map((each) => [each, now[each], before?.[each] ?? null])]}>
          <table class="plain">
            <thead>
              <tr>
                <td />
                <th scope="col">{t("report.messages")}</th>
                <th scope="col">{t("report.share")}</th>
                <th scope="col">{t("report.change")}</th>
              </tr>
            </thead>
            <tbody>
              {QUESTIONS.map((each) => (
                <tr key={each}>
                  <th scope="row">{t(`question.${each}`)}</th>
                  <td class="figure">{number(now[each])}</td>
                  <td class="figure">{now.messages ? number(now[each] / now.messages, { style: "percent" }) : "–"}</td>
                  <td class="figure">{before && <Change now={now[each]} before={before[each]} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      </div>
    </>
  );
}
