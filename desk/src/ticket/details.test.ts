import { afterEach, expect, test } from "vitest";
import type { HistoryEntry } from "../api/types";
import { useLanguage } from "../i18n";
import { inWords, toldDetails } from "./details";

afterEach(() => useLanguage("en"));

test.each([
  ["status", "open → resolved", "ouvert → résolu"],
  ["category", "complaint, confirmed", "réclamation, confirmé"],
  ["urgent", "- → true", "– → oui"],
  ["reason", "first_response_missed", "personne n’a répondu à temps"],
  ["reason", "desk_open", "service ouvert"],
  ["end", "exhausted", "tout le monde prévenu, personne n’a agi"],
  ["class", "auth_broken", "notre jeton est refusé"],
  ["routing", "team: rule 3", "règle 3"],
  ["routing", "team: default", "aucune règle\u00a0: équipe par défaut"],
  ["error", "x_duplicate", "Le même texte y figure déjà\u00a0: dites-le autrement."],
  ["error", "meta_190", "meta_190"],
  ["personal_data_allowed", "phone, email", "numéro de téléphone, adresse e-mail"],
  ["agent", "on_call_lead", "on_call_lead"],
])("a detail of the history is in the words of its reader: %s %s", (name, value, said) => {
  useLanguage("fr");
  expect(inWords(name, value)).toBe(said);
});

test("an English sentence of the API is not shown beside what happened, nor what is empty", () => {
  const event = { details: { class: "permanent", error: "", message: "The window has closed.", says: "Replies go there." } } as unknown as HistoryEntry;
  expect(toldDetails(event)).toEqual([["class", "permanent"]]);
});
