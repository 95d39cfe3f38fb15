/** Closed lists of the API, in the order in which people choose from them. */

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export const CATEGORIES = ["account_or_technical", "complaint", "urgent_request", "outage", "question", "praise", "mention", "spam", "abuse"] as const;
export const STATUSES = ["new", "open", "pending", "resolved", "closed"] as const;
export const SENTIMENTS = ["negative", "neutral", "positive"] as const;
