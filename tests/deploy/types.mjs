// Every resource of the template against AWS's published specification: types, properties, required ones, allowed words,
// and the attributes that GetAtt asks for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

const specification = loadAwsServiceSpecSync();
const template = JSON.parse(readFileSync(process.argv[2], "utf8"));
const faults = [];

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isFunction = (value) =>
  isObject(value) && Object.keys(value).length === 1 && /^(Ref|Fn::.+)$/.test(Object.keys(value)[0]);
const isNothing = (value) => isFunction(value) && value.Ref === "AWS::NoValue";
/** Both arms of an If; everything else is itself. */
const possibilities = (value) =>
  isFunction(value) && value["Fn::If"] ? value["Fn::If"].slice(1).flatMap(possibilities) : [value];

function resourceType(name) {
  const found = [...specification.lookup("resource", "cloudFormationType", "equals", name)];
  assert.ok(found.length <= 1);
  return found[0];
}

const primitives = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(value) || /^-?\d+$/.test(value),
  number: (value) => typeof value === "number" || (typeof value === "string" && value !== "" && !Number.isNaN(Number(value))),
  boolean: (value) => typeof value === "boolean" || value === "true" || value === "false",
  "date-time": (value) => typeof value === "string",
  json: () => true,
  tag: (value) => isObject(value) && "Key" in value && "Value" in value,
  null: (value) => value === null,
};

function faultsOf(value, type, where) {
  if (isFunction(value)) {
    return value["Fn::If"] ? possibilities(value).filter((one) => !isNothing(one)).flatMap((one) => faultsOf(one, type, where)) : [];
  }
  switch (type.type) {
    case "array":
      return Array.isArray(value)
        ? value.filter((one) => !isNothing(one)).flatMap((one, i) => faultsOf(one, type.element, `${where}[${i}]`))
        : [`${where}: a list is expected`];
    case "map":
      return isObject(value)
        ? Object.entries(value).flatMap(([name, one]) => faultsOf(one, type.element, `${where}.${name}`))
        : [`${where}: an object is expected`];
    case "ref":
      return isObject(value)
        ? faultsOfProperties(value, specification.get("typeDefinition", type.reference).properties, where)
        : [`${where}: an object is expected`];
    case "union": {
      const tried = type.types.map((one) => faultsOf(value, one, where));
      return tried.some((one) => one.length === 0) ? [] : tried.reduce((a, b) => (a.length <= b.length ? a : b));
    }
    default: {
      assert.ok(primitives[type.type], `a type this check does not know: ${type.type}`);
      if (!primitives[type.type](value)) return [`${where}: ${JSON.stringify(value)} is no ${type.type}`];
      if (type.allowedValues && !type.allowedValues.includes(value)) {
        return [`${where}: ${JSON.stringify(value)} is none of ${type.allowedValues.join(", ")}`];
      }
      return [];
    }
  }
}

function faultsOfProperties(given, known, where) {
  const found = [];
  for (const [name, value] of Object.entries(given)) {
    if (known[name]) found.push(...faultsOf(value, known[name].type, `${where}.${name}`));
    else found.push(`${where}.${name}: no such property`);
  }
  for (const [name, property] of Object.entries(known)) {
    if (property.required && !(name in given)) found.push(`${where}.${name}: missing`);
  }
  return found;
}

function checkResource(name, resource) {
  const type = resourceType(resource.Type);
  if (!type) return [`${name}: ${resource.Type} is no resource type`];
  return faultsOfProperties(resource.Properties ?? {}, type.properties, name);
}

function checkAttribute(name, attribute) {
  const resource = template.Resources[name];
  if (!resource) return [`GetAtt ${name}.${attribute}: no such resource`];
  const type = resourceType(resource.Type);
  return type && type.attributes[attribute] ? [] : [`GetAtt ${name}.${attribute}: ${resource.Type} has no such attribute`];
}

function* objectsIn(value) {
  if (value === null || typeof value !== "object") return;
  yield value;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

for (const [name, resource] of Object.entries(template.Resources)) faults.push(...checkResource(name, resource));
for (const one of objectsIn(template)) {
  if (Array.isArray(one["Fn::GetAtt"])) faults.push(...checkAttribute(...one["Fn::GetAtt"]));
}

// A check that finds nothing wrong anywhere proves nothing.
const broken = { Type: "AWS::ECS::Service", Properties: { DesiredCount: "many", LaunchType: "MOON", Cluter: "x" } };
assert.deepEqual(checkResource("Broken", broken).map((fault) => fault.replace(/ none of .*/, " none of")), [
  'Broken.DesiredCount: "many" is no integer',
  'Broken.LaunchType: "MOON" is none of',
  "Broken.Cluter: no such property",
]);
assert.equal(checkResource("Empty", { Type: "AWS::EC2::SecurityGroup" }).length, 1);
assert.equal(checkResource("Nonsense", { Type: "AWS::ECS::Servant" }).length, 1);
assert.equal(checkAttribute("Service", "Nickname").length, 1);

for (const fault of faults) console.error(fault);
console.log(`${Object.keys(template.Resources).length} resources, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
