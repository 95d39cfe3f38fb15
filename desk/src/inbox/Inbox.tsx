/** A list of tickets, and beside it the one that is open. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { call, get } from "../api/client";
import { usePolled } from "../api/polling";
import { said } from "../api/said";
import type { Ticket } from "../api/types";
import { plural, t } from "../i18n";
import { useKeys } from "../keyboard/keyboard";
import { go, open, type Route } from "../routing/route";
import type { Place } from "../Shell";
import { complain } from "../ticket/complain";
import { TicketPage } from "../ticket/TicketPage";
import { useStore } from "../ui/store";
import { now as clock } from "../time/clock";
import { useNow } from "../time/now";
import { announce } from "../ui/announce";
import { drawn } from "../ui/drawn";
import { isWriting } from "../ui/focus";
import { Bulk, pick, type Picked } from "./Bulk";
import { Filters, FINISHED } from "./Filters";
import { useArrivals } from "./arrivals";
import { useFurther } from "./further";
import { dueInView, inView } from "./inView";
import { follow, neighbour, newer } from "./list";
import { KeepView } from "./KeepView";
import { KEEPABLE, ownViews, queryOf } from "./ownViews";
import { chosenOf, listQuery, orderOf, PAGE } from "./query";
import { Row } from "./Row";
import { viewOf } from "./views";

const MOST = 100; // of one request
const HOUR = 3_600_000;
const ON_THE_WAY = 1_000; // milliseconds that an answer may take
const MOST_PAGES = 10; // that are read to show a new ticket further down

export function Inbox({ place, here }: { place: Place; here: Extract<Route, { page: "inbox" }> }) {
  const now = useNow();
  const view = viewOf(here.view);
  const chosen = useMemo(() => chosenOf(here.query), [here.query]);
  const moves = chosen.due || ["soon", "overdue", "resolved"].includes(view.id); // with the clock, by the hour
  const query = useMemo(() => listQuery(view.query(place), chosen, place.brand.id, now), [view.id, here.query, place.brand.id, place.incidents.length, place.me.name, moves && Math.floor(now / HOUR)]);
  const key = query && JSON.stringify(query);
  const pages = useRef(1);
  // As far as was read: what is shown further down is asked for too.
  const polled = usePolled(key, (headers, signal) => call("get", "/tickets", { query: { ...query, limit: Math.min(pages.current * PAGE, MOST) }, headers, signal }));

  const latestKey = useRef(key);
  latestKey.current = key;
  const [rows, setRows] = useState<Ticket[]>([]);
  const [more, setMore] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlyMap<string, Picked>>(new Map()); // as each was when it was selected
  const loaded = useRef<string | null>(null);
  const readAt = useRef(0);
  const [loading, setLoading] = useState(false);
  const [toFocus, setToFocus] = useState<{ row: string } | null>(null);
  const focusRow = (row: string) => setToFocus({ row });

  // Once it is drawn; not if somebody types elsewhere by then.
  useLayoutEffect(() => {
    if (toFocus && !isWriting()) document.getElementById(`row-${toFocus.row}`)?.focus();
  }, [toFocus]);

  useEffect(() => {
    setSelected(new Map());
    pages.current = 1;
    loaded.current = null;
    setRows([]);
  }, [key]);

  const latest = polled.data?.items;
  useEffect(() => {
    if (latest || polled.error || !query) drawn.set(true);
  }, [latest, polled.error, !query]);
  const shown = useMemo(() => follow(loaded.current === key ? rows : [], latest ?? [], !polled.data?.next_cursor), [rows, latest, key]);

  useEffect(() => {
    if (!latest) return;
    const isFirst = loaded.current !== key;
    if (isFirst) {
      setMore(polled.data?.next_cursor ?? null);
      readAt.current = clock() - ON_THE_WAY;
    }
    loaded.current = key;
    setRows((before) => follow(isFirst ? [] : before, latest, !polled.data?.next_cursor).rows); // `before` may be longer than what was drawn
  }, [latest]);

  const order = orderOf(query); // in another one what is new stands where the page looks anyway, or at the end
  const changed = useFurther(rows.length > MOST ? key : null, query);
  const beyond = useArrivals(latest && !chosen.q && (order === "deadline" || order === "waiting") ? key : null, query, readAt.current);
  const onScreen = new Set([...shown.rows, ...shown.fresh].map((ticket) => ticket.id));
  const further = beyond.arrivals.filter(({ ticket, due_at }) => !onScreen.has(ticket) && dueInView(view.id, chosen.due, due_at === null ? null : Date.parse(due_at), now));
  const visible = shown.rows.map((ticket) => newer(ticket, changed.get(ticket.id))).filter((ticket) => inView(view.id, chosen.due, ticket, now, place.brand.time_zone));
  const among = shown.fresh.filter((ticket) => inView(view.id, chosen.due, ticket, now, place.brand.time_zone));
  const fresh = among.length + further.length;

  const found = chosen.q && polled.data ? visible.length : null;
  useEffect(() => {
    if (found !== null) announce(found > 0 ? plural(more ? "tickets_more" : "tickets", found) : t("search.nothing"));
  }, [found, chosen.q]);

  useEffect(() => {
    if (fresh > 0) announce(plural("inbox.fresh", fresh));
  }, [fresh]);

  const showFresh = async () => {
    if (!latest || loading) return;
    pages.current = Math.max(1, Math.ceil(latest.length / PAGE)); // as many as are shown stay asked for
    const first = among[0]?.id ?? further[0]?.ticket;
    const begins = further.length > 0 ? await readAnew() : polled.data; // a ticket may have been announced since the list was read
    if (!begins) return;
    setRows(begins.items);
    await load(begins.items, begins.next_cursor, (known) => pages.current >= MOST_PAGES || further.every(({ ticket }) => known.some((each) => each.id === ticket)));
    beyond.forget();
    polled.refresh();
    if (first) focusRow(first);
  };

  /** The list from its beginning; null: it could not be read, or somebody has gone to another list. */
  const readAnew = async () => {
    setLoading(true);
    const list = await get("/tickets", { query: { ...query, limit: Math.min(pages.current * PAGE, MOST) } }).catch((error: unknown) => void complain(error));
    setLoading(false);
    if (!list || latestKey.current !== key) return null;
    polled.put(list);
    return list;
  };

  /** The pages after these rows, until it is enough. */
  const load = async (known: Ticket[], cursor: string | null, enough: (known: Ticket[]) => boolean) => {
    const list = key;
    setMore(cursor);
    setLoading(true);
    try {
      while (query && cursor && !enough(known)) {
        const next: { items: Ticket[]; next_cursor: string | null } = await get("/tickets", { query: { ...query, cursor } });
        if (latestKey.current !== list) break; // somebody has gone to another list
        pages.current += 1;
        known = [...known, ...next.items.filter((ticket) => !known.some((before) => before.id === ticket.id))];
        cursor = next.next_cursor;
        setRows(known);
        setMore(cursor);
      }
    } catch (error) {
      complain(error);
    }
    setLoading(false);
    return known;
  };

  const looked = useRef(0);
  useEffect(() => {
    looked.current = 0;
  }, [key]);
  // A page of a filtered list may be empty although there are others: nobody is told so before some were looked through.
  const goesOn = query !== null && loaded.current === key && more !== null && visible.length === 0 && looked.current < MOST_PAGES;
  useEffect(() => {
    if (!goesOn || loading) return;
    looked.current += 1;
    void loadMore();
  }, [goesOn, loading, more]);

  const loadMore = () => load(shown.rows, more, (known) => known !== shown.rows);
  const showMore = async () => {
    const known = await loadMore();
    const first = known[shown.rows.length];
    if (first) focusRow(first.id); // the button is gone at the end
  };

  const focused = () => document.activeElement?.id.replace(/^row-/, "") ?? null;
  const move = (step: 1 | -1) => {
    const next = neighbour(visible, here.ticket ?? focused(), step);
    if (!next) return;
    if (here.ticket) open(next);
    document.getElementById(`row-${next}`)?.focus();
  };
  const toggle = (id: string, on: boolean) => {
    const next = new Map(selected);
    const ticket = visible.find((each) => each.id === id);
    if (on && ticket) next.set(id, pick(ticket));
    else next.delete(id);
    setSelected(next);
  };
  const selectAll = () => setSelected(new Map(visible.map((ticket) => [ticket.id, selected.get(ticket.id) ?? pick(ticket)])));
  useKeys({
    X: selectAll,
    j: () => move(1),
    k: () => move(-1),
    ".": () => void showFresh(),
    x: () => {
      const id = here.ticket ?? focused();
      if (id && visible.some((ticket) => ticket.id === id)) toggle(id, !selected.has(id));
    },
    Escape: () => {
      if (here.ticket) {
        const before = here.ticket;
        open(null);
        focusRow(before);
      }
    },
  });

  const views = useStore(ownViews);
  const own = here.view === "all" ? views.find((each) => each.query === here.query) : undefined;
  const opened = here.ticket ? (visible.find((ticket) => ticket.id === here.ticket) ?? null) : null;
  const next = () => open(neighbour(visible.filter((ticket) => (ticket.needs_response && !shown.left.has(ticket.id)) || ticket.id === here.ticket), here.ticket, 1));

  return (
    <div class="inbox">
      <section class="list" aria-label={t(`view.${view.id}`)}>
        <header class="list-head">
          <h1 id="list-title" tabIndex={-1}>{own ? own.name : chosen.q ? t("search.results", { text: chosen.q }) : t(`view.${view.id}`)}</h1>
          <span class="muted">{polled.data ? `${plural(more ? "tickets_more" : "tickets", visible.length)} · ${t(`order.${order}`)}` : ""}</span>
          <Filters place={place} chosen={chosen} onChange={(to) => go({ ...here, query: new URLSearchParams(to as Record<string, string>).toString() })} />
          {Object.keys(chosen).length > 0 && !chosen.due && KEEPABLE.includes(view.id) && <KeepView query={queryOf({ ...view.query(place), ...chosen })} />}
        </header>
        {selected.size > 0 && (
          <Bulk place={place} tickets={visible.filter((ticket) => selected.has(ticket.id))} picked={selected} shown={visible.length} onAll={selectAll} onDone={polled.refresh} onClear={() => setSelected(new Map())} onKeep={(kept) => latestKey.current === key && setSelected((now) => new Map([...kept, ...now]))} />
        )}
        {fresh > 0 && (
          <button type="button" class="fresh" onClick={() => void showFresh()}>
            {plural("inbox.fresh", fresh)} <kbd aria-hidden="true">.</kbd>
          </button>
        )}
        {polled.error && <p class="empty">{said(polled.error)}</p>}
        {!polled.data && query && !polled.error && <p class="empty">{t("loading")}</p>}
        {chosen.q && !chosen.status && polled.data && (
          <p class="finished muted">
            {t("search.open_only")}{" "}
            <button type="button" onClick={() => go({ ...here, query: new URLSearchParams({ ...chosen, status: FINISHED }).toString() })}>
              {t("search.finished")}
            </button>
          </p>
        )}
        {(!query || (polled.data && visible.length === 0)) && (
          <div class="empty">
            <p>{t(query && more ? (goesOn ? "loading" : "inbox.further") : chosen.q ? "search.nothing" : Object.keys(chosen).length > 0 ? "inbox.no_match" : "inbox.empty")}</p>
            {Object.keys(chosen).length > 0 && (
              <button type="button" onClick={() => go({ ...here, query: "" })}>
                {t("filters.clear")}
              </button>
            )}
          </div>
        )}
        <ul class="rows">
          {visible.map((ticket) => (
            <Row
              key={ticket.id}
              ticket={ticket}
              here={here}
              now={now}
              waits={order === "waiting"}
              left={shown.left.has(ticket.id)}
              selected={selected.has(ticket.id)}
              onSelect={(on) => toggle(ticket.id, on)}
            />
          ))}
        </ul>
        {more && (
          <button type="button" class="more" disabled={loading} onClick={() => void showMore()}>
            {t(loading ? "loading" : "inbox.more")}
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
