const whole = new Intl.NumberFormat("en");
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const count = (number) => whole.format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** Dollars with as many digits as an answer's cost needs, and no more. */
export function dollars(amount) {
  if (amount === 0) {
    return "$0";
  }

  const digits = amount >= 1 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(Math.abs(amount))));
  return `$${amount.toFixed(digits)}`;
}

export const time = (timestamp) => moment.format(new Date(timestamp));

/** The heading under which a conversation is listed. */
export function age(timestamp, now = new Date()) {
  const then = new Date(timestamp);
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 86_400_000);
  return days <= 0 ? "Today" : days === 1 ? "Yesterday" : days < 7 ? "This week" : days < 31 ? "This month" : "Earlier";
}
