import 'server-only';
import { CREATE_TABLES } from './migrations/0001-tables';
import { ADD_STARTED_WITH } from './migrations/0002-started-with';
import { ADD_PAYLOADS } from './migrations/0003-payloads';
import { SET_CHILDREN_APART } from './migrations/0004-children-apart';
import { ADD_REVISIONS } from './migrations/0005-revisions';

/** Changes to the tables, numbered upwards from 1. One that has been released is never edited; a new one is added. */
export const MIGRATIONS: readonly { readonly number: number; readonly statements: readonly string[] }[] = [
  { number: 1, statements: CREATE_TABLES },
  { number: 2, statements: ADD_STARTED_WITH },
  { number: 3, statements: ADD_PAYLOADS },
  { number: 4, statements: SET_CHILDREN_APART },
  { number: 5, statements: ADD_REVISIONS },
];
