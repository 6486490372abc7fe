// A Vendure shop on loopback with a few invented goods, for Makegood's own tests and for trying docs/shops/vendure.md. Never part of the
// product. Everything is in memory and gone at the end.
//
// Says on one line of standard output where it is, once it is ready, and ends when standard input ends. PORT (a free one where it is not set)
// and PRECISION (digits of money, 2 as Vendure comes) are told by the environment; the first administrator is superadmin / superadmin.
import { createServer } from "node:net";

process.env.VENDURE_DISABLE_TELEMETRY = "true"; // it speaks with nobody but us
const { default: vendure } = await import("@vendure/core");

const PRECISION = Number(process.env.PRECISION ?? 2);
const GBP = 10 ** PRECISION; // one pound, euro, yen or dinar as this server counts
const GOODS = [
  ["TORCH-01", "Pocket torch", 1.99, 400],
  ["DIM-04", "Rotary dimmer switch", 24.5, 400],
  ["LED-60", "LED bulb, warm white", 3.2, 400],
  ["PEND-20", "Paper pendant", 20, 400],
  ["SWEETS-S", "Small bag of sweets", 1.5, 400],
  ["TEA-6", "Six bags of good tea", 2, 400],
];
const SERVICES = [
  ["courier", "24-hour courier, one-hour slot", 3.95],
  ["standard", "Standard delivery", 2.9],
];
const CHANNELS = [
  ["eur", "EUR", true],
  ["jpy", "JPY", true],
  ["kwd", "KWD", true],
  ["net", "GBP", false],
];
const SHOPKEEPER = { identifier: "superadmin", password: "superadmin" };
const text = (value) => [{ languageCode: "en", value }];

// Money that goes back to the card goes back at once; a bank transfer waits for somebody who makes it.
const card = new vendure.PaymentMethodHandler({
  code: "card",
  description: text("A card, in a shop that takes none"),
  args: {},
  createPayment: (_ctx, _order, amount, _args, metadata) => ({ amount, state: "Settled", transactionId: "C-1", metadata }),
  settlePayment: () => ({ success: true }),
  createRefund: (_ctx, _input, amount) => ({ state: "Settled", transactionId: `C-back-${amount}` }),
});
const transfer = new vendure.PaymentMethodHandler({
  code: "transfer",
  description: text("A bank transfer"),
  args: {},
  createPayment: (_ctx, _order, amount) => ({ amount, state: "Settled", transactionId: "T-1" }),
  settlePayment: () => ({ success: true }),
});

class Precise extends vendure.DefaultMoneyStrategy {
  constructor() {
    super();
    this.precision = PRECISION;
  }
}

function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

const port = Number(process.env.PORT ?? (await freePort()));
const app = await vendure.bootstrap({
  apiOptions: { hostname: "127.0.0.1", port, adminApiPath: "admin-api", shopApiPath: "shop-api" },
  authOptions: { tokenMethod: ["bearer", "cookie", "api-key"], requireVerification: false, superadminCredentials: SHOPKEEPER },
  dbConnectionOptions: { type: "sqljs", synchronize: true },
  entityOptions: { moneyStrategy: new Precise() },
  paymentOptions: { paymentMethodHandlers: [card, transfer] },
  customFields: {
    Order: [
      { name: "promisedFrom", type: "datetime", nullable: true },
      { name: "promisedUntil", type: "datetime", nullable: true },
    ],
  },
  logger: new vendure.DefaultLogger({ level: vendure.LogLevel.Error }),
  plugins: [],
});

const GB = { code: "GB", name: "United Kingdom", zone: "United Kingdom" };
await app.get(vendure.Populator).populateInitialData({
  defaultLanguage: "en",
  defaultZone: GB.zone,
  countries: [GB],
  taxRates: [{ name: "Standard tax", percentage: 20 }],
  shippingMethods: [],
  paymentMethods: [
    { name: "Card", handler: { code: "card", arguments: [] } },
    { name: "Transfer", handler: { code: "transfer", arguments: [] } },
  ],
  collections: [],
});

const where = `http://127.0.0.1:${port}`;
let token = "";

async function ask(query, variables = {}) {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${where}/admin-api`, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  token = answer.headers.get("vendure-auth-token") ?? token;
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

await ask("mutation ($identifier: String!, $password: String!) { login(username: $identifier, password: $password) { __typename } }", SHOPKEEPER);
const known = await ask(
  `{ activeChannel { id defaultTaxZone { id } } taxCategories { items { id } } stockLocations { items { id } } paymentMethods { items { id } } }`,
);
const zone = known.activeChannel.defaultTaxZone.id;
await ask(
  `mutation ($id: ID!) { updateChannel(input: { id: $id, token: "gbp", pricesIncludeTax: true, defaultCurrencyCode: GBP, availableCurrencyCodes: [GBP], trackInventory: true }) { __typename } }`,
  { id: known.activeChannel.id },
);
const channels = [];
for (const [code, currency, gross] of CHANNELS) {
  const input = {
    code,
    token: code,
    defaultLanguageCode: "en",
    pricesIncludeTax: gross,
    defaultCurrencyCode: currency,
    availableCurrencyCodes: [currency],
    trackInventory: true,
    defaultTaxZoneId: zone,
    defaultShippingZoneId: zone,
  };
  const made = await ask("mutation ($input: CreateChannelInput!) { createChannel(input: $input) { ... on Channel { id } } }", { input });
  channels.push(made.createChannel.id);
}

const services = [];
for (const [code, name, price] of SERVICES) {
  const input = {
    code,
    fulfillmentHandler: "manual-fulfillment",
    checker: { code: "default-shipping-eligibility-checker", arguments: [{ name: "orderMinimum", value: "0" }] },
    calculator: {
      code: "default-shipping-calculator",
      arguments: [
        { name: "rate", value: String(Math.round(price * GBP)) },
        { name: "includesTax", value: "auto" },
        { name: "taxRate", value: "20" },
      ],
    },
    translations: [{ languageCode: "en", name, description: "" }],
  };
  const made = await ask("mutation ($input: CreateShippingMethodInput!) { createShippingMethod(input: $input) { id } }", { input });
  services.push(made.createShippingMethod.id);
}

const products = [];
for (const [sku, name, price, stockOnHand] of GOODS) {
  const slug = sku.toLowerCase();
  const product = await ask("mutation ($input: CreateProductInput!) { createProduct(input: $input) { id } }", {
    input: { enabled: true, translations: [{ languageCode: "en", name, slug, description: "" }] },
  });
  products.push(product.createProduct.id);
  await ask("mutation ($input: [CreateProductVariantInput!]!) { createProductVariants(input: $input) { id } }", {
    input: [
      {
        productId: product.createProduct.id,
        sku,
        price: Math.round(price * GBP),
        stockOnHand,
        taxCategoryId: known.taxCategories.items[0].id,
        translations: [{ languageCode: "en", name }],
      },
    ],
  });
}
for (const channelId of channels) {
  await ask(
    `mutation ($products: [ID!]!, $services: [ID!]!, $payments: [ID!]!, $locations: [ID!]!, $channelId: ID!) {
      assignProductsToChannel(input: { productIds: $products, channelId: $channelId, priceFactor: 1 }) { id }
      assignShippingMethodsToChannel(input: { shippingMethodIds: $services, channelId: $channelId }) { id }
      assignPaymentMethodsToChannel(input: { paymentMethodIds: $payments, channelId: $channelId }) { id }
      assignStockLocationsToChannel(input: { stockLocationIds: $locations, channelId: $channelId }) { id }
    }`,
    {
      products,
      services,
      payments: known.paymentMethods.items.map((one) => one.id),
      locations: known.stockLocations.items.map((one) => one.id),
      channelId,
    },
  );
}

process.stdout.write(JSON.stringify({ url: where, admin: `${where}/admin-api`, shop: `${where}/shop-api` }) + "\n");
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
