/** Files of an answer: chosen, pasted or dropped, on their way, and what is wrong with them. */

import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { ReplyRoute } from "../api/types";
import { number, t } from "../i18n";
import { Icon } from "../ui/Icon";
import { KEPT, refused, typeOf, upload, type Attached, type Uploaded } from "./uploads";

export interface AnswerFiles {
  all: readonly Attached[];
  add: (files: Iterable<File>) => void;
  remove: (key: string) => void;
  replace: (uploaded: readonly Uploaded[]) => void;
  /** Files in the bucket, in order. */
  uploaded: readonly Uploaded[];
  busy: boolean;
}

const MOST = 10;

const there = (uploaded: Uploaded): Attached => ({ ...uploaded, key: uploaded.id, progress: 1, uploaded, failed: null });

export function useFiles(brand: string, kept: readonly Uploaded[] | undefined): AnswerFiles {
  const [all, setAll] = useState<readonly Attached[]>(() => (kept ?? []).filter((each) => Date.now() - each.at < KEPT).map(there));
  const stops = useRef(new Map<string, AbortController>());
  useEffect(() => () => stops.current.forEach((stop) => stop.abort()), []);

  const change = (key: string, changes: Partial<Attached>) => setAll((before) => before.map((each) => (each.key === key ? { ...each, ...changes } : each)));
  const add = (files: Iterable<File>) => {
    for (const file of [...files].slice(0, MOST)) {
      const key = crypto.randomUUID();
      const stop = new AbortController();
      stops.current.set(key, stop);
      setAll((before) => [...before, { key, name: file.name || t("attachment.file"), type: typeOf(file), size: file.size, progress: 0, uploaded: null, failed: null }]);
      upload(file, brand, (progress) => change(key, { progress }), stop.signal).then(
        (uploaded) => change(key, { uploaded, progress: 1 }),
        (error: unknown) => {
          if (stop.signal.aborted) return;
          change(key, { failed: error instanceof ApiError ? (error.status === 422 ? t("files.type") : error.problem.detail) : t("files.not_taken") });
        },
      );
    }
  };
  const remove = (key: string) => {
    stops.current.get(key)?.abort();
    setAll((before) => before.filter((each) => each.key !== key));
  };
  return {
    all,
    add,
    remove,
    replace: (uploaded) => setAll(uploaded.map(there)),
    uploaded: all.flatMap((each) => (each.uploaded ? [each.uploaded] : [])),
    busy: all.some((each) => !each.uploaded && !each.failed),
  };
}

/** What is wrong with a file on the way that is chosen, or null. */
export function fault(file: Attached, files: AnswerFiles, route: ReplyRoute | null): string | null {
  return file.failed ?? refused(file, files.all.length, route);
}

export function FileList({ files, route }: { files: AnswerFiles; route: ReplyRoute | null }) {
  if (files.all.length === 0) return null;
  return (
    <ul class="answer-files" aria-label={t("files")}>
      {files.all.map((file) => {
        const wrong = fault(file, files, route);
        return (
          <li key={file.key} class={wrong ? "bad" : ""}>
            <Icon name={wrong ? "alert" : "file"} />
            <span class="name" dir="auto">
              {file.name}
            </span>
            {wrong ? (
              <span role="alert">{wrong}</span>
            ) : file.uploaded ? (
              <span class="muted">{t("attachment.size", { size: number(Math.ceil(file.size / 1024)) })}</span>
            ) : (
              <progress max={1} value={file.progress} aria-label={t("files.uploading", { name: file.name })} />
            )}
            <button type="button" class="quiet" aria-label={t("files.remove", { name: file.name })} onClick={() => files.remove(file.key)}>
              <Icon name="close" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

export function ChooseFiles({ files, route }: { files: AnswerFiles; route: ReplyRoute | null }) {
  const input = useRef<HTMLInputElement>(null);
  if (route && !route.attachments) return null;
  const types = route?.attachments?.files.flatMap((each) => each.mime_types) ?? [];
  return (
    <>
      <button type="button" class="quiet" title={t("files.hint")} onClick={() => input.current?.click()}>
        <Icon name="clip" /> <span class="unseen">{t("files.add")}</span>
      </button>
      <input
        ref={input}
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        accept={types.join(",")}
        onChange={(event) => {
          files.add(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
