/** Files on their way into the bucket: a signed form for each, and which of them a way of answering takes. */

import { ApiError, call, Unreachable } from "../api/client";
import type { ReplyRoute } from "../api/types";
import { number, t } from "../i18n";

/** A file that is in the bucket and waits to be sent. Kept with the draft. */
export interface Uploaded {
  id: string;
  name: string;
  type: string;
  size: number;
  at: number;
}

export interface Attached {
  key: string;
  name: string;
  type: string;
  size: number;
  /** 0 to 1. */
  progress: number;
  uploaded: Uploaded | null;
  failed: string | null;
}

/** The API deletes a file after a day: whoever wants to send one that is older attaches it again. */
export const KEPT = 23 * 3_600_000;
const TIMEOUT = 14 * 60_000; // the form is taken for a quarter of an hour

/** Names that systems give to types which the API calls otherwise. */
const OTHER_NAMES: Record<string, string> = {
  "audio/x-m4a": "audio/mp4",
  "audio/m4a": "audio/mp4",
  "audio/mp3": "audio/mpeg",
  "audio/wav": "audio/x-wav",
  "audio/wave": "audio/x-wav",
  "image/jpg": "image/jpeg",
};

export function typeOf(file: File): string {
  const type = file.type.split(";")[0]!.trim().toLowerCase();
  return OTHER_NAMES[type] ?? type;
}

/** Why these files cannot go that way, or null. `files` are all of them; the channel decides about each and their number. */
export function refused(file: Pick<Attached, "type" | "size">, count: number, route: ReplyRoute | null): string | null {
  if (!route) return null; // not known yet: asked again when it is
  const rules = route.attachments;
  if (!rules) return t("files.none_there");
  if (count > rules.max_files) return t("files.too_many", { count: rules.max_files });
  const kinds = rules.files.filter((each) => each.mime_types.includes(file.type));
  if (kinds.length === 0) return t("files.type");
  const most = Math.max(...kinds.map((each) => each.max_size));
  return file.size > most ? t("files.too_large", { size: number(Math.floor(most / 1_000_000)) }) : null;
}

/** Rejects with `ApiError` where the API refuses the file, else with `Unreachable`. */
export async function upload(file: File, brand: string, onProgress: (share: number) => void, signal: AbortSignal): Promise<Uploaded> {
  const type = typeOf(file);
  const asked = { brand, file_name: file.name || t("attachment.file"), mime_type: type, size: file.size };
  const { body: form } = await call("post", "/uploads", { body: asked as never, signal });
  await post(form.url, form.fields, file, onProgress, signal);
  return { id: form.id, name: file.name || t("attachment.file"), type, size: file.size, at: Date.now() };
}

function post(url: string, fields: Record<string, string>, file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not say how far it is
    request.open("POST", url);
    request.timeout = TIMEOUT;
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new ApiError(request.status, { status: request.status, detail: t("files.not_taken") }));
    };
    request.onerror = request.ontimeout = () => reject(new Unreachable("upload"));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
