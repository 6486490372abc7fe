"""What the shop is asked, in GraphQL, for Vendure's admin API 3.x. Texts alone."""

_NO = "... on ErrorResult { errorCode message }"

GROUND = """query Ground { globalSettings { trackInventory outOfStockThreshold serverConfig { moneyStrategyPrecision } }
  activeChannel { code defaultCurrencyCode availableCurrencyCodes pricesIncludeTax trackInventory outOfStockThreshold } }"""

# %s: the custom fields that hold the promised time, or nothing.
ORDERS = """query Orders($options: OrderListOptions) { orders(options: $options) { items {
  id code state type updatedAt orderPlacedAt currencyCode totalWithTax couponCodes
  customer { firstName lastName emailAddress phoneNumber }
  shippingAddress { countryCode }
  lines { id quantity orderPlacedQuantity unitPriceWithTax productVariant { sku name } }
  discounts { description amountWithTax }
  shippingLines { priceWithTax shippingMethod { name } }
  surcharges { description sku priceWithTax }
  fulfillments { id method trackingCode createdAt }
  payments { refunds { id state total updatedAt lines { orderLineId quantity } } }
  promotions { description }
  history(options: { filter: { type: { in: ["ORDER_STATE_TRANSITION", "ORDER_FULFILLMENT_TRANSITION", "ORDER_CANCELLATION"] } },
    sort: { createdAt: ASC }, take: 100 }) { items { id type createdAt data } }
  %s } } }"""

ORDER = """query Order($code: String!) { orders(options: { filter: { code: { eq: $code } }, take: 1 }) { items {
  id code state currencyCode shippingWithTax customer { id }
  shippingAddress { fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber }
  lines { id quantity orderPlacedQuantity productVariant { sku name } }
  shippingLines { shippingMethod { id name } }
  payments { id state amount refunds { id state total reason createdAt lines { orderLineId quantity } } }
  history(options: { filter: { type: { eq: "ORDER_NOTE" } }, sort: { createdAt: ASC }, take: 1000 }) { items { id createdAt data } }
} } }"""
DRAFT = """query Draft($id: ID!) { order(id: $id) { id code state totalWithTax orderPlacedAt couponCodes
  lines { id quantity productVariant { id sku } }
  history(options: { filter: { type: { eq: "ORDER_NOTE" } }, take: 100 }) { items { id data } } } }"""

ADD_NOTE = """mutation AddNote($id: ID!, $note: String!) { addNoteToOrder(input: { id: $id, note: $note, isPublic: false }) { id
  history(options: { filter: { type: { eq: "ORDER_NOTE" } }, sort: { createdAt: DESC }, take: 100 }) { items { id createdAt data } } } }"""
UPDATE_NOTE = "mutation UpdateNote($id: ID!, $note: String!) { updateOrderNote(input: { noteId: $id, note: $note }) { id } }"
DELETE_NOTE = "mutation DeleteNote($id: ID!) { deleteOrderNote(id: $id) { result } }"

REFUND = """mutation Refund($input: RefundOrderInput!) { refundOrder(input: $input) {
  __typename ... on Refund { id state total createdAt } ... on ErrorResult { errorCode message }
  ... on RefundStateTransitionError { transitionError } } }"""

VARIANTS = """query Variants($skus: [String!]!) { productVariants(options: { filter: { sku: { in: $skus } }, take: 100 }) { items {
  id sku name enabled price trackInventory outOfStockThreshold useGlobalOutOfStockThreshold
  stockLevels { stockOnHand stockAllocated } } } }"""
SERVICES = "query Services { shippingMethods(options: { take: 100 }) { items { id name code } } }"

CREATE_DRAFT = "mutation CreateDraft { createDraftOrder { id code } }"
DELETE_DRAFT = "mutation DeleteDraft($id: ID!) { deleteDraftOrder(orderId: $id) { result } }"
SET_CUSTOMER = f"""mutation SetCustomer($id: ID!, $customerId: ID!) {{
  setCustomerForDraftOrder(orderId: $id, customerId: $customerId) {{ __typename {_NO} }} }}"""
SET_ADDRESS = """mutation SetAddress($id: ID!, $input: CreateAddressInput!) {
  setDraftOrderShippingAddress(orderId: $id, input: $input) { id } }"""
ADD_ITEM = f"""mutation AddItem($id: ID!, $variantId: ID!, $quantity: Int!) {{
  addItemToDraftOrder(orderId: $id, input: {{ productVariantId: $variantId, quantity: $quantity }}) {{ __typename {_NO} }} }}"""
ADJUST_LINE = f"""mutation AdjustLine($id: ID!, $lineId: ID!, $quantity: Int!) {{
  adjustDraftOrderLine(orderId: $id, input: {{ orderLineId: $lineId, quantity: $quantity }}) {{ __typename {_NO} }} }}"""
APPLY_CODE = f"""mutation ApplyCode($id: ID!, $code: String!) {{
  applyCouponCodeToDraftOrder(orderId: $id, couponCode: $code) {{ __typename {_NO} }} }}"""
SET_SERVICE = f"""mutation SetService($id: ID!, $serviceId: ID!) {{
  setDraftOrderShippingMethod(orderId: $id, shippingMethodId: $serviceId) {{ __typename {_NO} }} }}"""
TRANSITION = """mutation Transition($id: ID!, $state: String!) { transitionOrderToState(id: $id, state: $state) {
  __typename ... on OrderStateTransitionError { errorCode message transitionError } } }"""

PROMOTIONS = """query Promotions($description: String!) {
  promotions(options: { filter: { description: { eq: $description } }, sort: { id: ASC }, take: 10 }) {
    items { id couponCode createdAt endsAt actions { code args { name value } } } } }"""
CREATE_PROMOTION = f"""mutation CreatePromotion($input: CreatePromotionInput!) {{
  createPromotion(input: $input) {{ __typename ... on Promotion {{ id couponCode createdAt endsAt }} {_NO} }} }}"""
DELETE_PROMOTION = "mutation DeletePromotion($id: ID!) { deletePromotion(id: $id) { result } }"
