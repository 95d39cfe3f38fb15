import { useState } from "preact/hooks";
import type { ReplyOptions, ReplyRoute, Ticket } from "../api/types";
import { t } from "../i18n";
import { moment } from "../time/span";
import { Icon } from "../ui/Icon";
import type { Mode } from "./drafts";
import { MODES, whyNot } from "./modes";

interface Properties {
  ticket: Ticket;
  mode: Mode;
  options: ReplyOptions | null;
  route: ReplyRoute | null;
  onChosen: (mode: Mode) => void;
}

/** Where the answer goes: what is not possible now is struck out and says why. */
export function Ways({ ticket, mode, options, route, onChosen }: Properties) {
  const [asked, ask] = useState<Mode | null>(null);
  const blocked = whyNot(mode, options) ?? (asked && whyNot(asked, options));
  return (
    <>
      <div class="modes" role="radiogroup" aria-label={t("answer.where")}>
        {MODES.map((each) => {
          const reason = whyNot(each, options);
          return (
            <label key={each} class={reason ? "impossible" : ""} title={reason ?? undefined}>
              <input
                type="radio"
                name={`mode-${ticket.id}`}
                checked={mode === each}
                aria-disabled={reason ? true : undefined}
                aria-describedby={reason ? `why-${each}-${ticket.id}` : undefined}
                onFocus={() => ask(each)}
                onClick={(event) => {
                  ask(each);
                  if (reason) event.preventDefault(); // it can be reached, so that its reason is read, and not chosen
                }}
                onChange={() => !reason && onChosen(each)}
              />
              <Icon name={each === "public" ? "globe" : "lock"} /> {t(`answer.${each}`)}
              {reason && (
                <span id={`why-${each}-${ticket.id}`} class="unseen">
                  {reason}
                </span>
              )}
            </label>
          );
        })}
      </div>
      <div id={`way-${ticket.id}`} role="status">
        {blocked && <p class="answer-note bad">{blocked}</p>}
      </div>
      {route?.closes_at && (
        <p class="answer-note">
          <Icon name="clock" /> {t(route.human_agent ? "answer.human_until" : "answer.until", { at: moment(route.closes_at) })}
        </p>
      )}
    </>
  );
}
