import { Field, Int, ObjectType } from "@nestjs/graphql";

@ObjectType("Author")
export class AuthorModel {
  @Field(() => Int)
  id: number;

  @Field(() => String)
  name: string;
}

@ObjectType("Comment")
export class CommentModel {
  @Field(() => Int)
  id: number;

  @Field(() => Int)
  articleId: number;

  @Field(() => String)
  text: string;
}

@ObjectType("Article")
export class ArticleModel {
  @Field(() => Int)
  id: number;

  @Field(() => String)
  slug: string;

  @Field(() => String)
  title: string;

  @Field(() => Int)
  commentCount: number;
}
