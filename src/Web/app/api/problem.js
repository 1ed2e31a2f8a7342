/** What went wrong with a request: a problem document of the API, the gateway's own refusal, or a connection that broke. */
export class Problem extends Error {
  constructor(code, { status = 0, detail = "", retryAfter = null, ...fields } = {}) {
    super(detail || code);
    Object.assign(this, fields, { code, status, detail, retryAfter });
  }

  /** A response that is no success. */
  static async of(response) {
    const retryAfter = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
    const known = { status: response.status, retryAfter: Number.isNaN(retryAfter) ? null : retryAfter };
    try {
      const body = await response.json();
      return body.code
        ? new Problem(body.code, { ...body, ...known })
        : new Problem(byStatus[response.status] ?? "internal", { ...known, detail: body.message ?? "" });
    } catch {
      return new Problem(byStatus[response.status] ?? "internal", known);
    }
  }

  /** Nothing came, or not all of it. */
  static lost() {
    return new Problem("connection_lost");
  }
}

// Of what API Gateway answers by itself.
const byStatus = {
  400: "invalid_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  413: "payload_too_large",
  429: "rate_limited",
  502: "model_unavailable",
  503: "model_unavailable",
  504: "timeout",
};
