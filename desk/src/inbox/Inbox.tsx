/** A list of tickets, and beside it the one that is open. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { call, get } from "../api/client";
import { usePolled } from "../api/polling";
import type { Ticket } from "../api/types";
import { plural, t } from "../i18n";
import { useKeys } from "../keyboard/keyboard";
import { go, open, type Route } from "../routing/route";
import type { Place } from "../Shell";
import { TicketPage } from "../ticket/TicketPage";
import { useStore } from "../ui/store";
import { deadline } from "../time/deadline";
import { useNow } from "../time/now";
import { announce } from "../ui/announce";
import { Bulk } from "./Bulk";
import { Filters, type Chosen } from "./Filters";
import { follow, neighbour } from "./list";
import { KeepView } from "./KeepView";
import { KEEPABLE, ownViews, queryOf } from "./ownViews";
import { Row } from "./Row";
import { viewOf, type TicketsQuery } from "./views";

const PAGE = 25;

export function Inbox({ place, here }: { place: Place; here: Extract<Route, { page: "inbox" }> }) {
  const now = useNow();
  const view = viewOf(here.view);
  const chosen = useMemo(() => Object.fromEntries(new URLSearchParams(here.query)) as Chosen, [here.query]);
  const query = useMemo(() => asked(view.query(place), chosen, place), [view.id, here.query, place.brand.id, place.incidents.length, place.me.name]);
  const key = query && JSON.stringify(query);
  const polled = usePolled(key, (headers, signal) => call("get", "/tickets", { query: query ?? {}, headers, signal }));

  const [rows, setRows] = useState<Ticket[]>([]);
  const [more, setMore] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const loaded = useRef<string | null>(null);
  const pages = useRef(1);

  useEffect(() => {
    setSelected(new Set());
    pages.current = 1;
    loaded.current = null;
    setRows([]);
  }, [key]);

  const latest = polled.data?.items;
  const shown = useMemo(() => follow(loaded.current === key ? rows : [], latest ?? [], pages.current === 1 && !polled.data?.next_cursor), [rows, latest, key]);

  useEffect(() => {
    if (!latest) return;
    if (loaded.current !== key) setMore(polled.data?.next_cursor ?? null);
    loaded.current = key;
    setRows(shown.rows);
  }, [latest]);

  useEffect(() => {
    if (shown.fresh.length > 0) announce(plural("inbox.fresh", shown.fresh.length));
  }, [shown.fresh.length]);

  const visible = shown.rows.filter((ticket) => inView(view.id, ticket, now));
  const fresh = shown.fresh.filter((ticket) => inView(view.id, ticket, now));

  const showFresh = () => {
    if (!latest) return;
    pages.current = 1;
    setRows(latest);
    setMore(polled.data?.next_cursor ?? null);
    polled.refresh();
  };

  const loadMore = async () => {
    if (!query || !more) return;
    const next = await get("/tickets", { query: { ...query, cursor: more } });
    pages.current += 1;
    const known = new Set(rows.map((ticket) => ticket.id));
    setRows([...rows, ...next.items.filter((ticket) => !known.has(ticket.id))]);
    setMore(next.next_cursor);
  };

  const focused = () => document.activeElement?.id.replace(/^row-/, "") ?? null;
  const move = (step: 1 | -1) => {
    const next = neighbour(visible, here.ticket ?? focused(), step);
    if (!next) return;
    if (here.ticket) open(next);
    document.getElementById(`row-${next}`)?.focus();
  };
  const toggle = (id: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    setSelected(next);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ".": showFresh,
    x: () => {
      const id = here.ticket ?? focused();
      if (id && visible.some((ticket) => ticket.id === id)) toggle(id, !selected.has(id));
    },
    Escape: () => {
      if (here.ticket) {
        const before = here.ticket;
        open(null);
        window.setTimeout(() => document.getElementById(`row-${before}`)?.focus(), 50);
      }
    },
  });

  const views = useStore(ownViews);
  const own = here.view === "all" ? views.find((each) => each.query === here.query) : undefined;
  const opened = here.ticket ? (visible.find((ticket) => ticket.id === here.ticket) ?? null) : null;
  const next = () => open(neighbour(visible.filter((ticket) => ticket.needs_response || ticket.id === here.ticket), here.ticket, 1));

  return (
    <div class="inbox">
      <section class="list" aria-label={t(`view.${view.id}`)}>
        <header class="list-head">
          <h1>{own ? own.name : chosen.q ? t("search.results", { text: chosen.q }) : t(`view.${view.id}`)}</h1>
          <span class="muted">{polled.data ? plural(more ? "tickets_more" : "tickets", visible.length) : ""}</span>
          <Filters brand={place.brand} chosen={chosen} onChange={(to) => go({ ...here, query: new URLSearchParams(to as Record<string, string>).toString() })} />
          {Object.keys(chosen).length > 0 && KEEPABLE.includes(view.id) && <KeepView query={queryOf({ ...view.query(place), ...chosen })} />}
        </header>
        {selected.size > 0 && (
          <Bulk place={place} tickets={visible.filter((ticket) => selected.has(ticket.id))} onDone={() => { setSelected(new Set()); polled.refresh(); }} onClear={() => setSelected(new Set())} />
        )}
        {fresh.length > 0 && (
          <button type="button" class="fresh" onClick={showFresh}>
            {plural("inbox.fresh", fresh.length)} <kbd aria-hidden="true">.</kbd>
          </button>
        )}
        {polled.error && <p class="empty">{polled.error.problem.detail}</p>}
        {!polled.data && query && !polled.error && <p class="empty">{t("loading")}</p>}
        {(!query || (polled.data && visible.length === 0)) && (
          <div class="empty">
            <p>{t(chosen.q ? "search.nothing" : "inbox.empty")}</p>
          </div>
        )}
        <ul class="rows">
          {visible.map((ticket) => (
            <Row
              key={ticket.id}
              ticket={ticket}
              here={here}
              now={now}
              left={shown.left.has(ticket.id)}
              selected={selected.has(ticket.id)}
              onSelect={(on) => toggle(ticket.id, on)}
            />
          ))}
        </ul>
        {more && (
          <button type="button" class="more" onClick={() => void loadMore()}>
            {t("inbox.more")}
          </button>
        )}
      </section>
      {here.ticket ? (
        <TicketPage key={here.ticket} id={here.ticket} place={place} known={opened} onChanged={polled.refresh} onNext={next} />
      ) : (
        <div class="no-ticket">
          <p>{t("inbox.choose")}</p>
          <p class="muted">
            <kbd>j</kbd> <kbd>k</kbd> <kbd>Enter</kbd> · <kbd>?</kbd> {t("keys.show")}
          </p>
        </div>
      )}
    </div>
  );
}

function asked(view: TicketsQuery | null, chosen: Chosen, place: Place): TicketsQuery | null {
  if (view === null) return null;
  const { q, ...filters } = chosen;
  const lists = Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, value?.split(",")]));
  return { ...view, ...lists, ...(q ? { q } : {}), brand: place.brand.id, limit: PAGE } as TicketsQuery;
}

/** What the list of the API does not tell apart by itself. */
function inView(view: string, ticket: Ticket, now: number): boolean {
  if (view === "soon") {
    const due = deadline(ticket, now);
    return due.at !== null && due.at > now && due.at - now <= 3_600_000;
  }
  if (view === "overdue") return deadline(ticket, now).urgency === "late";
  if (view === "danger") return ticket.danger === "possible";
  if (view === "resolved") return ticket.resolved_at !== null && now - Date.parse(ticket.resolved_at) < 86_400_000;
  return true;
}
