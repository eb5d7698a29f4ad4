/** An account in a region: machines, executions and log groups of one are unknown to every other. */
export type Place = { readonly account: string; readonly region: string };

/** Where the shop runs, and where its media are made. */
export const SHOP: Place = { account: '123456789012', region: 'eu-west-1' };
export const MEDIA: Place = { account: '210987654321', region: 'us-east-1' };
