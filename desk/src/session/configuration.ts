export interface SignIn {
  issuer: string;
  client_id: string;
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint: string | null;
  /** Where a refresh token is given back. */
  revocation_endpoint?: string | null;
  scope: string;
}

export interface Configuration {
  stage: string;
  /** Null where the stack has no issuer: nobody can sign in. */
  sign_in: SignIn | null;
}

/** What the page must know before anybody has signed in. Rejects while the issuer does not answer. */
export async function readConfiguration(): Promise<Configuration> {
  const answer = await fetch("configuration.json", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`configuration ${answer.status}`);
  return (await answer.json()) as Configuration;
}
