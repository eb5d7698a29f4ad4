/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Loaded as they are installed: the database is a native library, and the SDK finds its parts at run time.
  serverExternalPackages: [
    '@duckdb/node-api',
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/credential-providers',
    'prom-client',
  ],
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: false },
};

export default config;
