/** What is proposed to be said in public: a person accepts it, in other words if they like, or says nothing. */

import { useRef, useState } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import { said } from "../api/said";
import type { Brand, Me, Proposal } from "../api/types";
import { t } from "../i18n";
import { useKeys } from "../keyboard/keyboard";
import { write } from "../routing/route";
import { moment } from "../time/span";
import { Channel } from "../ui/Channel";
import { External } from "../ui/links";
import { keepProposalText, readProposalText } from "../answer/drafts";
import { revert, settle as decide } from "./decide";

const EVERY = 15_000;
type Kind = Proposal["kind"];
type State = Proposal["state"];
/** What a list can be asked for beside what waits. */
const DECIDED: readonly State[] = ["done", "dismissed", "failed", "reverted"];
const KINDS: readonly Kind[] = ["thank_you", "post", "opening", "like", "hide", "show"];

export function Proposals({ brand, me }: { brand: Brand; me: Me }) {
  const [kind, setKind] = useState<Kind | undefined>(undefined);
  const [state, setState] = useState<State | undefined>(undefined);
  const [older, setOlder] = useState<readonly string[]>([]);
  const cursor = older.at(-1);
  const polled = usePolled(`proposals ${brand.id} ${kind} ${state} ${cursor}`, (headers, signal) => call("get", "/proposals", { query: { brand: brand.id, kind, state, cursor }, headers, signal }), EVERY);
  const next = polled.data?.next_cursor;
  const items = polled.data?.items ?? [];
  const [chosen, choose] = useState<string | null>(null); // not its place: a colleague may decide one above
  const place = useRef(0); // where the chosen one was: when it is decided, the next one takes its place
  const [deciding, setDeciding] = useState<ReadonlySet<string>>(new Set());
  const found = items.findIndex((proposal) => proposal.id === chosen);
  const at = found >= 0 ? found : Math.min(place.current, Math.max(items.length - 1, 0));
  place.current = at;
  const mayAccept = (proposal: Proposal) => me.scopes.includes(proposal.kind === "post" ? "desk:supervise" : "tickets:write");
  const writes = me.scopes.includes("tickets:write");
  const move = (step: number) => {
    const next = Math.min(Math.max(at + step, 0), Math.max(items.length - 1, 0));
    choose(items[next]?.id ?? null);
    document.getElementById(`proposal-${items[next]?.id}`)?.focus();
  };
  const settle = (decision: "accept" | "dismiss", proposal: Proposal | undefined) => {
    if (!proposal || !writes || DECIDED.includes(proposal.state) || (decision === "accept" && !mayAccept(proposal)) || deciding.has(proposal.id)) return;
    const mark = (on: boolean) => setDeciding((before) => new Set([...before].filter((each) => each !== proposal.id).concat(on ? [proposal.id] : [])));
    mark(true);
    decide(decision, proposal, me.id, () => {
      mark(false);
      polled.refresh();
    });
  };
  const takeBack = (proposal: Proposal) => void revert(proposal).then(() => polled.refresh());
  /** Keys are for the one that has the focus; where none has it yet, they only go to it. */
  const focused = () => items.find((proposal) => document.activeElement?.closest(`#proposal-${CSS.escape(proposal.id)}`));
  const key = (decision: "accept" | "dismiss") => () => (focused() ? settle(decision, focused()) : move(0));
  useKeys({ j: () => move(focused() ? 1 : 0), k: () => move(focused() ? -1 : 0), y: key("accept"), x: key("dismiss") });
  return (
    <div class="board">
      <h1>{t("proposals")}</h1>
      <p class="muted">{t("proposals.about")}</p>
      <label>
        {t("proposals.kind")}{" "}
        <select
          value={kind ?? ""}
          onChange={(event) => {
            setKind(KINDS.find((each) => each === event.currentTarget.value));
            setOlder([]);
          }}
        >
          <option value="">{t("proposals.all_kinds")}</option>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {t(`proposals.${each}`)}
            </option>
          ))}
        </select>
      </label>{" "}
      <label>
        {t("proposals.state")}{" "}
        <select
          value={state ?? ""}
          onChange={(event) => {
            setState(DECIDED.find((each) => each === event.currentTarget.value));
            setOlder([]);
          }}
        >
          <option value="">{t("proposals.waiting")}</option>
          {DECIDED.map((each) => (
            <option key={each} value={each}>
              {t(`proposals.state.${each as "done" | "dismissed" | "failed" | "reverted"}`)}
            </option>
          ))}
        </select>
      </label>
      {polled.data === null ? (
        <p class="empty">{polled.error ? said(polled.error) : t("loading")}</p>
      ) : items.length === 0 ? (
        <p class="empty">{t(state ? "proposals.none_decided" : "proposals.none")}</p>
      ) : (
        <ul class="panels">
          {items.map((proposal, index) => (
            <li key={proposal.id} id={`proposal-${proposal.id}`} class="panel" tabIndex={-1} aria-current={index === at ? "true" : undefined} onFocusCapture={() => choose(proposal.id)}>
              {DECIDED.includes(proposal.state) ? (
                <Decided proposal={proposal} writes={writes} onTakeBack={() => takeBack(proposal)} />
              ) : (
                <One proposal={proposal} me={me.id} deciding={deciding.has(proposal.id)} writes={writes} accepts={mayAccept(proposal)} onDecide={(decision) => settle(decision, proposal)} />
              )}
            </li>
          ))}
        </ul>
      )}
      <nav aria-label={t("proposals.pages")}>
        {older.length > 0 && (
          <button type="button" class="quiet" onClick={() => setOlder(older.slice(0, -1))}>
            {t("proposals.newer")}
          </button>
        )}
        {next && (
          <button type="button" class="quiet" onClick={() => setOlder([...older, next])}>
            {t("proposals.older")}
          </button>
        )}
      </nav>
    </div>
  );
}

/** What it is about, whatever became of it. */
function About({ proposal }: { proposal: Proposal }) {
  return (
    <>
      <header>
        <h2>{t(`proposals.${proposal.kind}`)}</h2>
        <span class="muted">
          <Channel name={proposal.channel} /> {moment(proposal.created_at)}
        </span>
      </header>
      {proposal.excerpt && <blockquote dir="auto">{proposal.excerpt}</blockquote>}
      {proposal.permalink && (
        <p>
          <External href={proposal.permalink}>{t("proposals.see")}</External>
        </p>
      )}
      {proposal.ticket_id && (
        <p>
          <a href={write({ page: "inbox", view: "all", ticket: proposal.ticket_id, query: "" })}>{proposal.ticket_id}</a>
        </p>
      )}
    </>
  );
}

/** What was decided, by whom and when. What was hidden can be shown again. */
function Decided({ proposal, writes, onTakeBack }: { proposal: Proposal; writes: boolean; onTakeBack: () => void }) {
  const decision = (who: string | null, at: string | null) => t("proposals.by", { who: who ?? "–", at: at ? moment(at) : "–" });
  return (
    <>
      <About proposal={proposal} />
      {proposal.text && <p dir="auto">{proposal.text}</p>}
      {proposal.error && <p class="muted">{t("proposals.refused", { reason: proposal.error })}</p>}
      <footer>
        <span class="muted">
          {t(`proposals.state.${proposal.state as "done" | "dismissed" | "failed"}`)}: {decision(proposal.reverted_by ?? proposal.decided_by, proposal.reverted_at ?? proposal.decided_at)}
        </span>
        <span class="grow" />
        {writes && proposal.kind === "hide" && proposal.state === "done" && (
          <button type="button" onClick={onTakeBack}>
            {t("hiding.show")}
          </button>
        )}
      </footer>
    </>
  );
}

interface OneProperties {
  proposal: Proposal;
  me: string;
  /** It waits for its five seconds. */
  deciding: boolean;
  writes: boolean;
  accepts: boolean;
  onDecide: (decision: "accept" | "dismiss") => void;
}

function One({ proposal, me, deciding, writes, accepts, onDecide }: OneProperties) {
  const waits = proposal.state === "accepted";
  return (
    <>
      <About proposal={proposal} />
      {!["like", "hide", "show"].includes(proposal.kind) && (
        <label class="proposal-text">
          <span class="unseen">{t("proposals.text")}</span>
          <textarea rows={3} maxLength={5000} lang={proposal.language} dir="auto" disabled={waits || deciding || !accepts} defaultValue={(!waits && readProposalText(me, proposal.id)) || proposal.text} onInput={(event) => keepProposalText(me, proposal.id, event.currentTarget.value)} />
        </label>
      )}
      {proposal.error && <p class="muted">{t("proposals.refused", { reason: proposal.error })}</p>}
      <footer>
        {waits && <span class="chip warn">{t("proposals.on_its_way")}</span>}
        <span class="grow" />
        {writes && !waits && !deciding && (
          <button type="button" class="quiet" onClick={() => onDecide("dismiss")}>
            {t(proposal.kind === "hide" ? "hiding.leave" : proposal.kind === "show" ? "hiding.keep" : "proposals.dismiss")}
          </button>
        )}
        {!accepts && proposal.kind === "post" && <span class="muted">{t("proposals.supervisors")}</span>}
        {accepts && (
          <button type="button" class="primary" disabled={deciding} onClick={() => onDecide("accept")}>
            {t(waits ? "proposals.ask" : proposal.kind === "hide" ? "hiding.hide" : proposal.kind === "show" ? "hiding.show" : proposal.kind === "like" ? "proposals.accept_like" : "proposals.accept")}
          </button>
        )}
      </footer>
    </>
  );
}
