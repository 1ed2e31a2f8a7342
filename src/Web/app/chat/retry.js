/** How long to wait before a request that failed is worth another try, in seconds; null if it is not, or not by itself. */
export function pauseAfter(problem, attempt) {
  const policy = policies[problem.code];
  if (policy === undefined || attempt > policy.attempts) {
    return null;
  }

  // A longer wait is for people to decide on.
  const seconds = problem.retryAfter ?? Math.min(policy.longest, 2 ** (attempt - 1));
  return seconds <= 60 ? seconds : null;
}

const policies = {
  connection_lost: { attempts: 12, longest: 15 },
  rate_limited: { attempts: 5, longest: 15 },
  model_unavailable: { attempts: 5, longest: 15 },
  turn_in_progress: { attempts: 60, longest: 3 },
};
