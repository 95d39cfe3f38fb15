/** What the browser keeps for the page. Where it keeps nothing, or has no room left, the page goes on without. */

export interface Kept {
  read(name: string): string | null;
  /** Null removes it. Whether it is kept so from now on. */
  write(name: string, value: string | null): boolean;
  names(): string[];
}

/** Beyond the session, for every tab. */
export const onDevice = kept(() => localStorage);
/** Until the tab is closed. */
export const inTab = kept(() => sessionStorage);

/** A browser that blocks storage throws as soon as it is named: `area` is asked each time. */
function kept(area: () => Storage): Kept {
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      return work(area());
    } catch {
      return otherwise;
    }
  };
  return {
    read: (name) => attempt((storage) => storage.getItem(name), null),
    write: (name, value) =>
      attempt((storage) => {
        if (value === null) storage.removeItem(name);
        else storage.setItem(name, value);
        return true;
      }, false),
    names: () => attempt((storage) => Object.keys(storage), []),
  };
}
