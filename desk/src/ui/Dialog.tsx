import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./Icon";

interface Properties {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  closable?: boolean;
  wide?: boolean;
}

/** A modal dialog of the browser's own: it keeps the focus inside and gives it back afterwards. */
export function Dialog({ title, onClose, children, closable = true, wide = false }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const label = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const own = dialog.current;
    own?.showModal();
    return () => {
      own?.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={label}
      onCancel={(event) => {
        event.preventDefault();
        if (closable) onClose();
      }}
      onClick={(event) => {
        if (closable && event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2 id={label}>{title}</h2>
          {closable && (
            <button type="button" class="quiet" aria-label={t("close")} onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
