import { IsEmail, IsNotEmpty, IsString } from "class-validator";

export class NewCustomer {
  @IsEmail()
  email: string;

  @IsString()
  @IsNotEmpty()
  name: string;

  @IsString()
  @IsNotEmpty()
  city: string;
}
