/** The brand that was shown last on this device. */

import { onDevice } from "../ui/kept";

const KEPT_AS = "nightdesk.brand";

export function keptBrand(): string | null {
  return onDevice.read(KEPT_AS);
}

export function keepBrand(brand: string): void {
  onDevice.write(KEPT_AS, brand);
}
