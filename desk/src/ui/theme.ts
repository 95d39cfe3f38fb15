import { onDevice } from "./kept";
import { store } from "./store";

export type Theme = "auto" | "light" | "dark";

const KEPT_AS = "nightdesk.theme";

function kept(): Theme {
  const value = onDevice.read(KEPT_AS);
  return value === "light" || value === "dark" ? value : "auto";
}

export const theme = store<Theme>(kept());

export function applyTheme(): void {
  const chosen = theme.get();
  if (chosen === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}

export function chooseTheme(chosen: Theme): void {
  onDevice.write(KEPT_AS, chosen === "auto" ? null : chosen);
  theme.set(chosen);
  applyTheme();
}
