import {
  Args,
  Context,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from "@nestjs/graphql";
import { GraphQLError } from "graphql";
import type { PubSub } from "mercurius";
import type { Article, Author, Comment } from "../generated/prisma/client";
import { ArticlesService } from "./articles.service";
import type { AuthorLoader } from "./author-loader";
import { ArticleModel, AuthorModel, CommentModel } from "./models";

@Resolver(() => ArticleModel)
export class ArticlesResolver {
  constructor(private readonly articles: ArticlesService) {}

  @Query(() => [ArticleModel], { name: "articles" })
  list(@Args("first", { type: () => Int, defaultValue: 10 }) first: number): Promise<Article[]> {
    return this.articles.list(first);
  }

  @Query(() => ArticleModel, { nullable: true })
  article(@Args("slug") slug: string): Promise<Article> {
    return this.articles.get(slug);
  }

  @Mutation(() => CommentModel)
  async comment(
    @Args("article") slug: string,
    @Args("text") text: string,
    @Context("pubsub") events: PubSub,
  ): Promise<Comment> {
    const commented = await this.articles.comment(slug, text);
    events.publish({ topic: "commented", payload: { commented } });
    return commented;
  }

  @Subscription(() => CommentModel)
  commented(@Context("pubsub") events: PubSub) {
    return events.subscribe("commented");
  }

  @ResolveField(() => AuthorModel)
  author(
    @Parent() { authorId }: Article,
    @Context("authors") authors: AuthorLoader,
  ): Promise<Author> {
    return authors.load(authorId);
  }

  /** Slow on purpose: a query for each article. */
  @ResolveField(() => [CommentModel])
  comments(@Parent() { id }: Article): Promise<Comment[]> {
    return this.articles.commentsOf(id);
  }

  @ResolveField(() => String, { deprecationReason: "Use title." })
  headline(@Parent() { title }: Article): string {
    return title;
  }

  /** Broken on purpose: what a field that fails looks like on the dashboard. */
  @ResolveField(() => Int, { nullable: true })
  readers(): never {
    const extensions = { code: "COUNTER_UNREACHABLE" };
    throw new GraphQLError("The counter of readers does not answer", { extensions });
  }
}
