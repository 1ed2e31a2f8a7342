// The chat table: the same items as ours, so that both do the same work on the same data.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";

const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.CHAT_TABLE;

export async function head(owner, id) {
  return (await dynamo.send(new GetCommand({ TableName, Key: headKey(owner, id), ConsistentRead: true }))).Item;
}

/** The last turns, newest first. */
export async function recent(owner, id) {
  const { Items } = await dynamo.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": turnsPk(owner, id) },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 10,
    }),
  );
  return Items;
}

/** Only if no other request has begun that turn. */
export async function begin(owner, id, number, user, lease, now) {
  await dynamo.send(
    new PutCommand({
      TableName,
      Item: {
        ...turnKey(owner, id, number),
        user,
        status: "generating",
        created_at: now.toISOString(),
        lease_until: now.getTime() + 30_000,
        lease,
      },
      ConditionExpression: "attribute_not_exists(pk)",
    }),
  );
}

/** Turn, head and usage are items of their own: they are written side by side. */
export async function complete(owner, id, number, lease, user, answer, now) {
  await Promise.all([
    dynamo.send(
      new UpdateCommand({
        TableName,
        Key: turnKey(owner, id, number),
        UpdateExpression:
          "SET #status = :complete, assistant = :text, stop_reason = :reason ADD prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost",
        ConditionExpression: "#status = :generating AND lease = :mine",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":complete": "complete",
          ":generating": "generating",
          ":mine": lease,
          ":text": answer.text,
          ":reason": answer.stopReason,
          ...totals(answer.usage),
        },
      }),
    ),
    dynamo.send(
      new UpdateCommand({
        TableName,
        Key: headKey(owner, id),
        UpdateExpression:
          "SET turns = :turns, updated_at = :now, title = if_not_exists(title, :title) ADD prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: {
          ":turns": number,
          ":now": now.toISOString(),
          ":title": user.slice(0, 60),
          ...totals(answer.usage),
        },
      }),
    ),
    addUsage(owner, answer.usage, now),
  ]);
}

export async function addUsage(owner, usage, now) {
  await dynamo.send(
    new UpdateCommand({
      TableName,
      Key: { pk: `USER#${owner}`, sk: `USAGE#${now.toISOString().slice(0, 10)}` },
      UpdateExpression: "ADD turns :one, prompt_tokens :prompt, completion_tokens :completion, cost_usd :cost",
      ExpressionAttributeValues: { ":one": 1, ...totals(usage) },
    }),
  );
}

function totals({ prompt_tokens, completion_tokens, cost_usd }) {
  return { ":prompt": prompt_tokens, ":completion": completion_tokens, ":cost": cost_usd };
}

function headKey(owner, id) {
  return { pk: `USER#${owner}`, sk: `CONV#${id}` };
}

function turnsPk(owner, id) {
  return `CONV#${owner}#${id}`;
}

function turnKey(owner, id, number) {
  return { pk: turnsPk(owner, id), sk: `TURN#${String(number).padStart(6, "0")}` };
}
