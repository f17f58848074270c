import { observeLoader, timeFields } from "@promenade/graphql";
import DataLoader from "dataloader";
import { GraphQLError } from "graphql";
import { createPubSub, createSchema } from "graphql-yoga";
import {
  type Author,
  authorsOf,
  averageStars,
  type Book,
  bookOf,
  books,
  keepReview,
  type Review,
} from "./library.ts";

export interface Context {
  readonly authors: DataLoader<number, Author>;
}

/** What the resolvers of one request share. A data loader remembers, so each request has its own. */
export function contextOfRequest(): Context {
  return {
    authors: new DataLoader(
      observeLoader("authors", async (ids: readonly number[]) => authorsOf(ids)),
    ),
  };
}

const events = createPubSub<{ reviewed: [Review] }>();

const typeDefs = /* GraphQL */ `
  type Query {
    books(first: Int = 10): [Book!]!
    book(id: Int!): Book
  }

  type Mutation {
    review(book: Int!, stars: Int!): Review!
  }

  type Subscription {
    reviewed: Review!
  }

  type Book {
    id: Int!
    title: String!
    year: Int!
    published: Int! @deprecated(reason: "Use year.")
    author: Author!
    stars: Float
    "Broken on purpose: what a field that fails looks like on the dashboard."
    price: Int
  }

  type Author {
    id: Int!
    name: String!
  }

  type Review {
    book: Book!
    stars: Int!
  }
`;

const resolvers = {
  Query: {
    books: (_: unknown, { first }: { readonly first: number }) => books.slice(0, first),
    book: (_: unknown, { id }: { readonly id: number }) => bookOf(id),
  },
  Mutation: {
    review: (_: unknown, { book, stars }: { readonly book: number; readonly stars: number }) => {
      if (bookOf(book) === undefined)
        throw new GraphQLError(`There is no book ${book}`, { extensions: { code: "NOT_FOUND" } });
      const review = { bookId: book, stars };
      keepReview(review);
      events.publish("reviewed", review);
      return review;
    },
  },
  Subscription: {
    reviewed: {
      subscribe: () => events.subscribe("reviewed"),
      resolve: (review: Review) => review,
    },
  },
  Book: {
    published: ({ year }: Book) => year,
    author: ({ authorId }: Book, _: unknown, { authors }: Context) => authors.load(authorId),
    stars: ({ id }: Book) => averageStars(id),
    price: () => {
      const extensions = { code: "PRICE_UNKNOWN" };
      throw new GraphQLError("The bookshop does not answer", { extensions });
    },
  },
  Review: {
    book: ({ bookId }: Review) => bookOf(bookId),
  },
};

/** Fields whose resolvers are worth timing. Timing every field would cost more than most of them do. */
const timed = ["Query.*", "Mutation.*", "Book.author"];

export const schema = timeFields(createSchema<Context>({ typeDefs, resolvers }), timed);
