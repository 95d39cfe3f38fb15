/** The frame around every page: views at the side, search and settings above. */

import { useEffect, useState } from "preact/hooks";
import { followWaiting } from "./answer/waiting";
import { call } from "./api/client";
import { online, SELDOM, usePolled } from "./api/polling";
import type { Agent, Brand, Counts, Incident, Me, SavedView } from "./api/types";
import { Board } from "./board/Board";
import { number, plural, t } from "./i18n";
import { Inbox } from "./inbox/Inbox";
import { arrived, shownList } from "./inbox/arrivals";
import { useMentions } from "./inbox/mentions";
import { loadOwnViews, ownViews } from "./inbox/ownViews";
import { viewOf, VIEWS } from "./inbox/views";
import { KeyboardHelp } from "./keyboard/KeyboardHelp";
import { useKeys } from "./keyboard/keyboard";
import { Proposals } from "./proposals/Proposals";
import { FIRST_VIEW, go, route, write, type Route } from "./routing/route";
import { keepBrand, keptBrand } from "./session/keptBrand";
import { Settings } from "./session/Settings";
import { drawn, waitForFirst } from "./ui/drawn";
import { toList } from "./ui/focus";
import { Guarded } from "./ui/Guarded";
import { Icon } from "./ui/Icon";
import { Later } from "./ui/Later";
import { Logo } from "./ui/Logo";
import { Stale } from "./Stale";
import { useStore } from "./ui/store";
import { titleOf } from "./board/titleOf";

export interface Place {
  me: Me;
  brand: Brand;
  /** All brands of this person: a ticket that was opened by its number may be of another one. */
  brands: readonly Brand[];
  incidents: Incident[];
  agents: Agent[];
}

const NOBODY: Agent[] = [];
/** Files of their own: agents who answer never need them. */
const reports = () => import("./reports/Reports");
const saved = () => import("./saved/SavedPage");
/** Lists that the API calls otherwise. */
const COUNTED_AS: Record<string, string> = { soon: "due_soon", resolved: "resolved_today", longest: "waiting_longest" };

export function Shell({ me }: { me: Me }) {
  const here = useStore(route);
  const reachable = useStore(online);
  const [chosen, setChosen] = useState(keptBrand);
  const [help, setHelp] = useState(false);
  const [settings, setSettings] = useState(false);
  const own = useStore(ownViews);
  const supervises = me.scopes.includes("desk:supervise");
  const isDrawn = useStore(drawn);
  const ready = isDrawn || here.page !== "inbox";
  useEffect(waitForFirst, []);
  useEffect(() => {
    if (!ready) return;
    loadOwnViews();
    followWaiting(me.id);
  }, [me.id, reachable, ready]);
  const brands = usePolled("brands", (headers, signal) => call("get", "/brands", { headers, signal }), SELDOM).data?.items ?? null;

  const brand = brands?.find((each) => each.id === chosen) ?? brands?.[0] ?? null;
  useEffect(() => {
    if (brand) keepBrand(brand.id); // the next time its list is asked for at once
  }, [brand?.id]);
  const viewed = here.page === "inbox" ? here.view : null;
  const incidents = usePolled(brand && (ready || viewed === "incidents") ? `incidents ${brand.id}` : null, (headers, signal) => call("get", "/incidents", { query: { brand: brand!.id, open: true }, headers, signal }), 20_000);

  const counts = useCounts(ready ? brand : null);
  useMentions(me.id, brand?.id, counts?.lists.mentions);
  const open = counts?.open_incidents?.join();
  useEffect(() => {
    if (open !== undefined && incidents.data && open !== incidents.data.items.map((each) => each.id).sort().join()) incidents.refresh();
  }, [open]);

  const agents = usePolled(brand && ready ? `agents ${brand.id}` : null, (headers, signal) => call("get", "/agents", { query: { brand: brand!.id }, headers, signal }), SELDOM).data?.items ?? NOBODY;

  const inbox = (view: string) => () => go({ page: "inbox", view, ticket: null, query: "" });
  useKeys({
    "?": () => setHelp(true),
    "g i": inbox(FIRST_VIEW),
    "g w": inbox("longest"),
    "g m": inbox("mine"),
    "g n": inbox("mentions"),
    "g u": inbox("unassigned"),
    "g t": inbox("team"),
    "g o": inbox("overdue"),
    "g d": inbox("danger"),
    "g a": inbox("all"),
    "g b": () => go({ page: "board" }),
    "g p": () => go({ page: "proposals" }),
    "g r": () => go({ page: "reports", report: "service" }),
    "/": () => {
      const search = document.getElementById("search") as HTMLInputElement | null;
      search?.focus();
      search?.select(); // what was looked for before is written over
    },
  });

  useEffect(() => {
    const name = here.page === "inbox" ? (here.ticket ?? t(`view.${viewOf(here.view).id}`)) : here.page === "reports" ? t(`report.${here.report}`) : t(here.page);
    const late = counts?.lists.overdue;
    document.title = `${late ? `(${number(late)}) ` : ""}${name} · ${t("app.name")}`;
  });
  return (
    <div class={`shell on-${here.page}${here.page === "inbox" && here.ticket ? " with-ticket" : ""}`}>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById("content")?.focus(); }}>
        {t("skip")}
      </a>
      <header class="top">
        <a class="home" aria-label={t("app.name")} href={write({ page: "inbox", view: FIRST_VIEW, ticket: null, query: "" })}>
          <Logo />
          <span>{t("app.name")}</span>
        </a>
        <Search />
        {brands && brands.length > 1 && (
          <label class="brand-choice">
            <span class="unseen">{t("brand")}</span>
            <select
              value={brand?.id}
              onChange={(event) => {
                setChosen(event.currentTarget.value);
                go({ page: "inbox", view: FIRST_VIEW, ticket: null, query: "" });
              }}
            >
              {brands.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="quiet" onClick={() => setHelp(true)} aria-label={t("keys.show")} title={t("keys.show")}>
          <Icon name="keyboard" />
        </button>
        <button type="button" class="quiet me" onClick={() => setSettings(true)} title={me.name}>
          <span class="avatar" aria-hidden="true">{initials(me.name)}</span>
          <span class="unseen">{t("settings.open", { name: me.name })}</span>
        </button>
      </header>
      {reachable && <Stale />}
      {!reachable && (
        <p class="banner bad" role="alert">
          <Icon name="alert" /> {t("unreachable")}
        </p>
      )}
      {incidents.data && incidents.data.items.length > 0 && (
        <aside aria-label={t("notices")}>
          {incidents.data.items.map((incident) => (
            <p key={incident.id} class={incident.suspected ? "banner warn" : "banner bad"}>
              <Icon name="alert" />{" "}
              <span>
                {incident.suspected ? titleOf(incident) : `${t("incident.open", { title: incident.title })} · ${plural("tickets", incident.ticket_count)}`}
              </span>{" "}
              <a href={write(supervises ? { page: "board" } : { page: "inbox", view: "incidents", ticket: null, query: "" })}>{t("incident.look")}</a>
            </p>
          ))}
        </aside>
      )}
      <div class="frame">
      <nav class="side" aria-label={t("nav")}>
        <ul>
          {VIEWS.map((view) => (
            <li key={view.id}>
              <a href={write({ page: "inbox", view: view.id, ticket: null, query: "" })} aria-current={here.page === "inbox" && here.view === view.id && !isOwn(here, own) ? "page" : undefined}>
                <span class={`dot ${view.tone}`} aria-hidden="true" /> {t(`view.${view.id}`)}
                <Count counts={counts} view={view.id} />
              </a>
            </li>
          ))}
        </ul>
        {own.length > 0 && (
          <ul aria-label={t("views.own")}>
            {own.map((view) => (
              <li key={view.name}>
                <a href={write({ page: "inbox", view: "all", ticket: null, query: view.query })} aria-current={here.page === "inbox" && here.view === "all" && here.query === view.query ? "page" : undefined}>
                  <span class="dot own" aria-hidden="true" /> <span class="name" dir="auto">{view.name}</span> <Count counts={counts} query={view.query} />
                </a>
              </li>
            ))}
          </ul>
        )}
        <ul>
          {supervises && <li>
            <a href={write({ page: "board" })} aria-current={here.page === "board" ? "page" : undefined}>
              <Icon name="board" /> {t("board")}
            </a>
          </li>}
          <li>
            <a href={write({ page: "proposals" })} aria-current={here.page === "proposals" ? "page" : undefined}>
              <Icon name="note" /> {t("proposals")}
            </a>
          </li>
          {me.scopes.includes("reports:read") && <li>
            <a href={write({ page: "reports", report: "service" })} aria-current={here.page === "reports" ? "page" : undefined}>
              <Icon name="reports" /> {t("reports")}
            </a>
          </li>}
          {supervises && <li>
            <a href={write({ page: "saved" })} aria-current={here.page === "saved" ? "page" : undefined}>
              <Icon name="note" /> {t("saved")}
            </a>
          </li>}
        </ul>
      </nav>
      <main id="content" tabIndex={-1}>
        <Guarded place={write(here)}>
          {!brand ? (
            <p class="empty">{brands ? t("no_brand") : t("loading")}</p>
          ) : here.page === "inbox" ? (
            <Inbox key={brand.id} place={{ me, brand, brands: brands!, incidents: incidents.data?.items ?? [], agents }} here={here} />
          ) : here.page === "board" ? (
            <Board place={{ me, brand, brands: brands!, incidents: incidents.data?.items ?? [], agents }} refresh={incidents.refresh} />
          ) : here.page === "proposals" ? (
            <Proposals key={brand.id} brand={brand} me={me} />
          ) : here.page === "saved" ? (
            <Later key="saved" load={saved} show={({ SavedPage }) => <SavedPage key={brand.id} brand={brand} />} />
          ) : (
            <Later key="reports" load={reports} show={({ Reports }) => <Reports brand={brand} report={here.report} />} />
          )}
        </Guarded>
      </main>
      </div>
      {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      {settings && <Settings me={me} onClose={() => setSettings(false)} />}
    </div>
  );
}

function isOwn(here: Route, own: readonly SavedView[]): boolean {
  return here.page === "inbox" && here.view === "all" && own.some((view) => view.query === here.query);
}

/** How long each list is, and what has come into the one that is shown: one request for all of it. */
function useCounts(brand: Brand | null): Counts | null {
  const { data, refresh } = usePolled(brand && `counts ${brand.id}`, (headers, signal) => call("get", "/counts", { query: { brand: brand!.id, shown: shownList.get() ?? undefined }, headers, signal }));
  useEffect(() => arrived.set(data), [data]);
  const shown = useStore(shownList);
  useEffect(() => {
    if (shown !== null) refresh();
  }, [shown]);
  return data;
}

/** A list of ours by its own name, one that somebody keeps by its query. */
function Count({ counts, view, query }: { counts: Counts | null; view?: string; query?: string }) {
  const count = view ? counts?.lists[(COUNTED_AS[view] ?? view) as keyof Counts["lists"]] : counts?.views.find((each) => each.query === query)?.count;
  if (!counts || !count) return null;
  return <span class="number">{number(count)}{counts.complete ? "" : "+"}</span>;
}

function Search() {
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const input = event.currentTarget.elements.namedItem("q") as HTMLInputElement;
        const text = input.value.trim();
        input.blur();
        toList();
        if (/^T-[A-Z0-9]{13}$/i.test(text)) go({ page: "inbox", view: "all", ticket: text.toUpperCase(), query: "" });
        else go({ page: "inbox", view: "all", ticket: null, query: text ? new URLSearchParams({ q: text }).toString() : "" });
      }}
    >
      <label for="search">
        <Icon name="search" />
        <span class="unseen">{t("search")}</span>
      </label>
      <input id="search" name="q" type="search" autocomplete="off" maxLength={500} placeholder={t("search.hint")} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

export function initials(name: string): string {
  const letters = name.split(/[\s._-]+/u).map((word) => [...word][0] ?? "").filter((letter) => /\p{L}/u.test(letter));
  return letters.slice(0, 2).join("").toUpperCase() || "?";
}
