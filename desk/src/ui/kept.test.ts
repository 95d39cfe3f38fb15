import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** A browser that blocks storage throws as soon as it is named. */
function block(...names: ("localStorage" | "sessionStorage")[]): void {
  for (const name of names) {
    vi.spyOn(window, name, "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
  }
}

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ stage: "test", sign_in: { issuer: "", client_id: "", authorization_endpoint: "https://issuer.example", token_endpoint: "", end_session_endpoint: null } })));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("where nothing may be kept the page begins all the same, and what is chosen holds until it is left", async () => {
  block("localStorage");
  const { keysOn, switchKeys } = await import("../keyboard/keyboard");
  const { language, useLanguage } = await import("../i18n");
  const { theme, chooseTheme } = await import("./theme");
  const { keptBrand, keepBrand } = await import("../session/keptBrand");
  const { readDraft, keepDraft, dropDraft, forgetDrafts } = await import("../answer/drafts");
  expect([keysOn.get(), theme.get(), keptBrand()]).toEqual([true, "auto", null]);
  switchKeys(false);
  useLanguage("fr");
  chooseTheme("dark");
  chooseTheme("auto");
  keepBrand("acme");
  keepDraft("sophie", "T-1", { mode: "public", text: "Bonjour", privateText: "", at: 0 });
  dropDraft("sophie", "T-1");
  forgetDrafts(0, "sophie");
  expect([keysOn.get(), language(), readDraft("sophie", "T-1")]).toEqual([false, "fr", null]);
});

test("where the way to the issuer and back cannot be kept, the page says that nobody can sign in so", async () => {
  block("localStorage", "sessionStorage");
  const { session, start } = await import("../session/session");
  await start(() => Promise.reject(new Error("not asked")), () => {});
  expect(session.get()).toEqual({ is: "no_storage" });
});
