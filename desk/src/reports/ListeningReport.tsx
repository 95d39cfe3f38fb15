import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import { said } from "../api/said";
import type { Brand, Listening, Topics } from "../api/types";
import { dateTime, language, number, t, word } from "../i18n";
import { SENTIMENTS } from "../inbox/words";
import { pageOf } from "../ticket/helpPages";
import { channelName } from "../ui/Channel";
import { Bars, Change, Columns, Share } from "./charts";
import { Figure, Panel } from "./Panel";
import type { Compared } from "./Reports";

const QUESTIONS = ["frustrated", "account_or_technical", "answered_by_a_page", "deserved_an_answer", "desk_closed", "closed_exceptionally", "feedback_good", "feedback_bad"] as const;

export function ListeningReport({ brand, figures: { now, whole, before } }: { brand: Brand; figures: Compared<Listening> }) {
  return (
    <>
      <div class="figure-cards">
        <Figure label={t("report.messages")} value={number(now.messages)}>
          {before && <Change now={whole.messages} before={before.messages} />}
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
                  <td class="figure">{before && <Change now={whole[each]} before={before[each]} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
        <Panel title={t("report.sentiments")} name="sentiments" rows={[["sentiment", "messages", "before"], ...SENTIMENTS.map((each) => [each, now.sentiments[each], before?.sentiments[each] ?? null])]}>
          <table class="bars">
            <caption class="unseen">{t("report.sentiments")}</caption>
            <tbody>
              {SENTIMENTS.map((each) => (
                <tr key={each}>
                  <th scope="row">{word("sentiment", each)}</th>
                  <td>
                    <Share of={now.messages} part={now.sentiments[each]} />
                  </td>
                  <td class="figure">{now.messages ? number(now.sentiments[each] / now.messages, { style: "percent" }) : "–"}</td>
                  <td class="change">{before && <Change now={whole.sentiments[each]} before={before.sentiments[each]} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
        <Ratings ratings={now.ratings} />
        <Extra hours={now.extra_hours} />
        <TopicsPanel brand={brand} from={now.from} to={now.to} />
      </div>
    </>
  );
}

/** The stars of reviews; nothing where there are no reviews. */
function Ratings({ ratings }: { ratings: Listening["ratings"] }) {
  if (ratings.reviews === 0) return null;
  const average = (value: number | null) => (value === null ? "–" : number(value, { maximumFractionDigits: 2 }));
  return (
    <Panel title={t("report.ratings", { average: average(ratings.average) })} name="ratings" rows={[["channel", "reviews", "average"], ...ratings.channels.map((each) => [each.channel, each.reviews, each.average])]}>
      <Bars caption={t("report.reviews")} bars={[5, 4, 3, 2, 1].map((stars) => ({ label: t("rating", { stars: String(stars) }), value: ratings.stars[String(stars)] ?? 0 }))} />
      <table class="plain">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("report.reviews")}</th>
            <th scope="col">{t("report.mean")}</th>
          </tr>
        </thead>
        <tbody>
          {ratings.channels.map((each) => (
            <tr key={each.channel}>
              <th scope="row">{channelName(each.channel)}</th>
              <td class="figure">{number(each.reviews)}</td>
              <td class="figure">{average(each.average)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** What some hours more would have covered, the best first. */
function Extra({ hours }: { hours: Listening["extra_hours"] }) {
  const best = [...hours].filter((each) => each.messages > 0).sort((one, other) => other.messages - one.messages).slice(0, 8);
  return (
    <Panel title={t("report.extra")} name="extra-hours" rows={[["weekday", "hour", "until_hour", "messages", "share"], ...hours.map((each) => [each.weekday, each.hour, each.until_hour, each.messages, each.share])]}>
      {best.length === 0 ? (
        <p class="muted">{t("report.nothing")}</p>
      ) : (
        <Bars caption={t("report.extra")} bars={best.map((each) => ({ label: t("report.hour_of", { day: weekday(each.weekday), hour: String(each.hour), until: String(each.until_hour) }), value: each.messages }))} />
      )}
    </Panel>
  );
}

function weekday(number: number): string {
  return dateTime(new Date(2024, 0, 1 + number), { weekday: "long" }); // the first of January 2024 was a Monday
}

/** What customers write about more than they usually do. */
function TopicsPanel({ brand, from, to }: { brand: Brand; from: string; to: string }) {
  const [found, setFound] = useState<Pick<Topics, "topics" | "words"> | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    let shown = true;
    get("/reports/topics", { query: { brand: brand.id, from, to } as never }).then((answer) => shown && setFound(answer), (error: unknown) => shown && setWhy(said(error)));
    return () => {
      shown = false;
    };
  }, [brand.id, from, to]);
  const name = (each: Topics["topics"][number]) => (each.kind === "category" ? word("category", each.name) : pageOf(brand, each.name, language()).title);
  const rising = [...(found?.topics ?? []).map((each) => ({ kind: each.kind, name: each.name, shown: name(each), count: each.tickets, usual: each.usual })), ...(found?.words ?? []).map((each) => ({ kind: "word", name: each.word, shown: t("report.word", { word: each.word }), count: each.messages, usual: each.usual }))];
  return (
    <Panel title={t("report.topics")} name="topics" rows={[["kind", "name", "count", "usual"], ...rising.map((each) => [each.kind, each.name, each.count, each.usual])]}>
      {rising.length > 0 ? (
        <table class="plain">
          <thead>
            <tr>
              <td />
              <th scope="col">{t("report.count")}</th>
              <th scope="col">{t("report.usual")}</th>
            </tr>
          </thead>
          <tbody>
            {rising.map((each) => (
              <tr key={`${each.kind} ${each.name}`}>
                <th scope="row" class="long">{each.shown}</th>
                <td class="figure">{number(each.count)}</td>
                <td class="figure">{number(each.usual, { maximumFractionDigits: 1 })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="muted">{why ?? t(found ? "report.topics_none" : "loading")}</p>
      )}
    </Panel>
  );
}
