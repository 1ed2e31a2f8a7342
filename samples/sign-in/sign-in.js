// Signing in with Cognito's page from a browser: OAuth's authorization code with PKCE (RFC 7636).
const config = {
  api: 'https://xxxxxxxxxx.execute-api.us-east-1.amazonaws.com', // the output ApiUrl, without /v1/
  signIn: 'https://chat-prod-123456789012.auth.us-east-1.amazoncognito.com', // SignInUrl
  client: 'xxxxxxxxxxxxxxxxxxxxxxxxxx', // UserPoolClientId
  callback: `${location.origin}/`, // one of callbackUrls
};
const store = sessionStorage;
const text = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const random = () => text(crypto.getRandomValues(new Uint8Array(32)));

export async function signIn() {
  store.verifier = random();
  store.state = random();
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(store.verifier));
  location.assign(`${config.signIn}/oauth2/authorize?` + new URLSearchParams({
    response_type: 'code', client_id: config.client, redirect_uri: config.callback, scope: 'openid email profile',
    state: store.state, code_challenge_method: 'S256', code_challenge: text(new Uint8Array(hash)),
  }));
}

// True once there are tokens: from this visit, or from the code that the page has come back with.
export async function finishSignIn() {
  const query = new URLSearchParams(location.search);
  if (query.has('code') && query.get('state') === store.state) {
    await takeTokens({ grant_type: 'authorization_code', code: query.get('code'), redirect_uri: config.callback, code_verifier: store.verifier });
    history.replaceState(null, '', location.pathname);
  }
  return Boolean(store.id_token);
}

export function signOut() {
  store.clear();
  location.assign(`${config.signIn}/logout?` + new URLSearchParams({ client_id: config.client, logout_uri: config.callback }));
}

export async function call(path, body) {
  const send = () => fetch(config.api + path, {
    method: body ? 'POST' : 'GET', body: body && JSON.stringify(body),
    headers: { Authorization: `Bearer ${store.id_token}`, 'Content-Type': 'application/json' },
  });
  const answer = await send();
  if (answer.status !== 401) return answer;
  await takeTokens({ grant_type: 'refresh_token', refresh_token: store.refresh_token }); // after an hour
  return send();
}

async function takeTokens(grant) {
  const answer = await fetch(`${config.signIn}/oauth2/token`, { method: 'POST', body: new URLSearchParams({ client_id: config.client, ...grant }) });
  if (!answer.ok) throw new Error(`Signing in failed: ${answer.status}`);
  Object.assign(store, await answer.json());
}
