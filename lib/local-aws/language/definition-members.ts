import { isList, isMap, type JsonMap, type JsonValue, textIn } from '../json-value';

/** Why a definition was refused, as CreateStateMachine would say it. */
export class InvalidDefinition extends Error {}

// Reading members of a definition; each throws InvalidDefinition, naming the place.

export function mapIn(map: JsonMap, member: string, where: string): JsonMap {
  return asMap(map[member], `${where}: ${member}`);
}

export function asMap(value: JsonValue | undefined, where: string): JsonMap {
  if (!isMap(value)) throw new InvalidDefinition(`${where}: an object was expected`);
  return value;
}

export function listIn(map: JsonMap, member: string, where: string): readonly JsonValue[] {
  const value = map[member];
  if (!isList(value) || value.length === 0) throw new InvalidDefinition(`${where}: ${member} must list something`);
  return value;
}

export function optionalList(map: JsonMap, member: string, where: string): readonly JsonValue[] {
  return map[member] === undefined ? [] : listIn(map, member, where);
}

export function requireText(map: JsonMap, member: string, where: string): string {
  const text = textIn(map, member);
  if (text === undefined) throw new InvalidDefinition(`${where}: ${member} is missing`);
  return text;
}
