/** The frame around every page: views at the side, search and settings above. */

import { useEffect, useState } from "preact/hooks";
import { get } from "./api/client";
import { online, usePolled } from "./api/polling";
import { call } from "./api/client";
import type { Agent, Brand, Incident, Me, SavedView } from "./api/types";
import { Board } from "./board/Board";
import { number, plural, t } from "./i18n";
import { Inbox } from "./inbox/Inbox";
import { loadOwnViews, ownViews } from "./inbox/ownViews";
import { VIEWS, viewOf, type TicketsQuery } from "./inbox/views";
import { KeyboardHelp } from "./keyboard/KeyboardHelp";
import { useKeys } from "./keyboard/keyboard";
import { Reports } from "./reports/Reports";
import { FIRST_VIEW, go, route, write, type Route } from "./routing/route";
import { SavedPage } from "./saved/SavedPage";
import { Settings } from "./session/Settings";
import { Icon } from "./ui/Icon";
import { Logo } from "./ui/Logo";
import { useStore } from "./ui/store";

export interface Place {
  me: Me;
  brand: Brand;
  incidents: Incident[];
  agents: Agent[];
}

const KEPT_BRAND = "nightdesk.brand";

export function Shell({ me }: { me: Me }) {
  const here = useStore(route);
  const reachable = useStore(online);
  const [brands, setBrands] = useState<Brand[] | null>(null);
  const [chosen, setChosen] = useState(localStorage.getItem(KEPT_BRAND));
  const [help, setHelp] = useState(false);
  const [settings, setSettings] = useState(false);
  const own = useStore(ownViews);
  const supervises = me.scopes.includes("desk:supervise");
  useEffect(loadOwnViews, [me.id]);

  useEffect(() => {
    void get("/brands").then((answer) => setBrands(answer.items), () => setBrands((known) => known));
  }, [reachable]);

  const brand = brands?.find((each) => each.id === chosen) ?? brands?.[0] ?? null;
  const incidents = usePolled(brand ? `incidents ${brand.id}` : null, (headers, signal) => call("get", "/incidents", { query: { brand: brand!.id, open: true }, headers, signal }), 20_000);

  const [agents, setAgents] = useState<Agent[]>([]);
  useEffect(() => {
    if (brand) void get("/agents", { query: { brand: brand.id } }).then((answer) => setAgents(answer.items), () => {});
  }, [brand?.id, reachable]);

  const inbox = (view: string) => () => go({ page: "inbox", view, ticket: null, query: "" });
  useKeys({
    "?": () => setHelp(true),
    "g i": inbox(FIRST_VIEW),
    "g m": inbox("mine"),
    "g u": inbox("unassigned"),
    "g t": inbox("team"),
    "g o": inbox("overdue"),
    "g d": inbox("danger"),
    "g a": inbox("all"),
    "g b": () => go({ page: "board" }),
    "g r": () => go({ page: "reports", report: "service" }),
    "/": () => (document.getElementById("search") as HTMLInputElement | null)?.focus(),
  });

  return (
    <div class={`shell on-${here.page}${here.page === "inbox" && here.ticket ? " with-ticket" : ""}`}>
      <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById("content")?.focus(); }}>
        {t("skip")}
      </a>
      <header class="top">
        <a class="home" href={write({ page: "inbox", view: FIRST_VIEW, ticket: null, query: "" })}>
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
                localStorage.setItem(KEPT_BRAND, event.currentTarget.value);
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
      {!reachable && (
        <p class="banner bad" role="alert">
          <Icon name="alert" /> {t("unreachable")}
        </p>
      )}
      {(incidents.data?.items ?? []).map((incident) => (
        <p key={incident.id} class={incident.suspected ? "banner warn" : "banner bad"}>
          <Icon name="alert" />{" "}
          <span>
            {t(incident.suspected ? "incident.suspected" : "incident.open", { title: incident.title })} · {plural("tickets", incident.ticket_count)}
          </span>{" "}
          <a href={write(supervises ? { page: "board" } : { page: "inbox", view: "incidents", ticket: null, query: "" })}>{t("incident.look")}</a>
        </p>
      ))}
      <div class="frame">
      <nav class="side" aria-label={t("nav")}>
        <ul>
          {VIEWS.map((view) => (
            <li key={view.id}>
              <a href={write({ page: "inbox", view: view.id, ticket: null, query: "" })} aria-current={here.page === "inbox" && here.view === view.id && !isOwn(here, own) ? "page" : undefined}>
                <span class={`dot ${view.tone}`} aria-hidden="true" /> {t(`view.${view.id}`)}
                {brand && COUNTED.includes(view.id) && <Count place={{ me, brand, incidents: [], agents: [] }} view={view.id} />}
              </a>
            </li>
          ))}
        </ul>
        {own.length > 0 && (
          <ul aria-label={t("views.own")}>
            {own.map((view) => (
              <li key={view.name}>
                <a href={write({ page: "inbox", view: "all", ticket: null, query: view.query })} aria-current={here.page === "inbox" && here.view === "all" && here.query === view.query ? "page" : undefined}>
                  <span class="dot own" aria-hidden="true" /> <span class="name" dir="auto">{view.name}</span>
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
        {!brand ? (
          <p class="empty">{brands ? t("no_brand") : t("loading")}</p>
        ) : here.page === "inbox" ? (
          <Inbox key={brand.id} place={{ me, brand, incidents: incidents.data?.items ?? [], agents }} here={here} />
        ) : here.page === "board" ? (
          <Board place={{ me, brand, incidents: incidents.data?.items ?? [], agents }} refresh={incidents.refresh} />
        ) : here.page === "saved" ? (
          <SavedPage key={brand.id} brand={brand} />
        ) : (
          <Reports brand={brand} report={here.report} />
        )}
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

const COUNTED: readonly string[] = ["waiting", "mine", "unassigned", "danger"];

/** How many tickets a list has, asked every half minute. */
function Count({ place, view }: { place: Place; view: string }) {
  const query = viewOf(view).query(place);
  const counted = usePolled(query && `count ${view} ${place.brand.id}`, (headers, signal) => call("get", "/tickets", { query: { ...query, brand: place.brand.id, limit: 1, count: true } as TicketsQuery, headers, signal }), 30_000);
  const count = counted.data?.count ?? null;
  return count ? <span class="number">{number(count)}{counted.data?.count_complete === false ? "+" : ""}</span> : null;
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
        if (/^T-[A-Z0-9]+$/i.test(text)) go({ page: "inbox", view: "all", ticket: text.toUpperCase(), query: "" });
        else go({ page: "inbox", view: "all", ticket: null, query: text ? new URLSearchParams({ q: text }).toString() : "" });
      }}
    >
      <label for="search">
        <Icon name="search" />
        <span class="unseen">{t("search")}</span>
      </label>
      <input id="search" name="q" type="search" autocomplete="off" maxLength={200} placeholder={t("search.hint")} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

export function initials(name: string): string {
  const letters = name.split(/[\s._-]+/u).map((word) => [...word][0] ?? "").filter((letter) => /\p{L}/u.test(letter));
  return letters.slice(0, 2).join("").toUpperCase() || "?";
}
