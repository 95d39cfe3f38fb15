import { useEffect } from "preact/hooks";
import { now } from "./clock";
import { store, useStore } from "../ui/store";

/** The present, for everything that shows how long something takes. One timer for the whole page. */
const present = store(now());
let users = 0;
let timer = 0;

export function useNow(): number {
  useEffect(() => {
    users += 1;
    if (users === 1) timer = window.setInterval(() => present.set(now()), 5_000);
    return () => {
      users -= 1;
      if (users === 0) window.clearInterval(timer);
    };
  }, []);
  useStore(present);
  return now();
}
