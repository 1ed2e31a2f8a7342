// The AwsSolutions rules over synthesized templates: node check.mjs ACCEPTED.json TEMPLATE...
// Prints one line for each finding that ACCEPTED.json does not accept, and for each entry there that accepts nothing.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';

const [acceptedFile, ...templates] = process.argv.slice(2);
const accepted = JSON.parse(readFileSync(acceptedFile, 'utf8')).flatMap(({ rules, ...item }) => rules.map(rule => ({ ...item, rule })));
const used = new Set();

// The CDK ends each name in a template with a hash of its place.
const withoutHash = id => id.replace(/[0-9A-F]{8}$/, '');

for (const template of templates) {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { region: 'us-east-1' } });
  new CfnInclude(stack, 'Template', { templateFile: template });
  const report = new AwsSolutionsChecks().validateScope(stack);
  for (const violation of report.violations) {
    for (const resource of violation.violatingResources ?? violation.violatingConstructs) {
      const id = withoutHash(resource.resourceLogicalId ?? resource.constructPath.split('/').pop());
      const entry = accepted.findIndex(item => item.rule === violation.ruleName && new RegExp(`^(${item.resources})$`).test(id));
      if (entry < 0) {
        console.log(`${basename(template)}: ${violation.ruleName} ${id}: ${violation.description}`);
      } else {
        used.add(entry);
      }
    }
  }
}

accepted.forEach((item, i) => used.has(i) || console.log(`accepted in vain: ${item.rule} ${item.resources}`));
