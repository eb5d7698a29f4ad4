/** Called by Next once per process, before the first request is answered. */
export async function register(): Promise<void> {
  // Next compiles this file for its edge runtime too, which has neither a process nor sockets; nothing of ours runs there.
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { boot } = await import('@/lib/server/boot');
  await boot();
}
