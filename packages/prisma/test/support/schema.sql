CREATE TABLE "User" ("id" SERIAL PRIMARY KEY, "email" TEXT NOT NULL UNIQUE, "name" TEXT);
CREATE TABLE "Post" ("id" SERIAL PRIMARY KEY, "title" TEXT NOT NULL, "authorId" INTEGER NOT NULL REFERENCES "User"("id"));
CREATE TABLE "Comment" ("id" SERIAL PRIMARY KEY, "body" TEXT NOT NULL, "postId" INTEGER NOT NULL REFERENCES "Post"("id"));
CREATE TABLE "Tag" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL, "postId" INTEGER NOT NULL REFERENCES "Post"("id"));
CREATE TABLE "Like" ("id" SERIAL PRIMARY KEY, "postId" INTEGER NOT NULL REFERENCES "Post"("id"));
CREATE TABLE "Revision" ("id" SERIAL PRIMARY KEY, "text" TEXT NOT NULL, "postId" INTEGER NOT NULL REFERENCES "Post"("id"));
INSERT INTO "User"(email, name) SELECT 'u' || g || '@example.com', 'u' || g FROM generate_series(1, 50) g;
INSERT INTO "Post"(title, "authorId") SELECT 'p' || g, 1 + g % 50 FROM generate_series(1, 200) g;
INSERT INTO "Comment"(body, "postId") SELECT 'c' || g, 1 + g % 200 FROM generate_series(1, 400) g;
