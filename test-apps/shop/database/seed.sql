-- The same rows at every run: nothing here is random, and no time is now().
INSERT INTO customers (email, name, city, joined_at)
SELECT
  'customer' || n || '@example.com',
  (ARRAY['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Ken', 'Margaret'])[1 + n % 8]
    || ' ' || (ARRAY['Meyer', 'Okafor', 'Larsen', 'Silva', 'Tanaka', 'Novak', 'Khan'])[1 + n % 7],
  (ARRAY['Lisbon', 'Oslo', 'Lagos', 'Osaka', 'Lima'])[1 + n % 5],
  timestamptz '2026-01-01 00:00Z' + n * interval '1 hour'
FROM generate_series(1, 500) AS n;

INSERT INTO products (sku, name, description, price_cents, stock)
SELECT
  'SKU-' || lpad(n::text, 4, '0'),
  (ARRAY['Linen', 'Oak', 'Copper', 'Wool', 'Glass'])[1 + n % 5]
    || ' ' || (ARRAY['lamp', 'chair', 'kettle', 'blanket', 'vase', 'shelf', 'clock'])[1 + n % 7],
  'Number ' || n || ' of the collection, made by hand in a small workshop.',
  990 + (n * 137) % 20000,
  100 + n % 50
FROM generate_series(1, 200) AS n;

INSERT INTO orders (customer_id, status, total_cents, placed_at)
SELECT
  1 + (n * 31) % 500,
  (CASE WHEN n % 13 = 0 THEN 'cancelled' ELSE 'placed' END)::order_status,
  0,
  timestamptz '2026-02-01 00:00Z' + n * interval '7 minutes'
FROM generate_series(1, 3000) AS n;

INSERT INTO order_items (order_id, product_id, quantity, price_cents)
SELECT orders.id, products.id, 1 + (orders.id + step) % 3, products.price_cents
FROM orders
CROSS JOIN generate_series(0, 2) AS step
JOIN products ON products.id = 1 + (orders.id * 7 + step * 29) % 200;

UPDATE orders SET total_cents = items.total
FROM (SELECT order_id, sum(quantity * price_cents) AS total FROM order_items GROUP BY order_id) AS items
WHERE items.order_id = orders.id;

ANALYZE;
