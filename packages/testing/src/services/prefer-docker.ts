import { imageProblem } from "./docker-images.ts";
import { dockerEngine, type DockerEngine } from "./docker.ts";
import { ServiceMissingError } from "./missing.ts";

/**
 * Takes the way through Docker when an engine answers and has the image or can pull it, else the way of the programs on
 * this machine. A container that does not start is an error, not a reason for the other way: it would hide what is wrong.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`, with what stood in Docker's way
 */
export async function preferDocker<R>(
  image: string,
  byDocker: (engine: DockerEngine) => Promise<R>,
  byPrograms: () => Promise<R>,
  pullMilliseconds?: number,
): Promise<R> {
  const engine = await dockerEngine();
  if (engine === undefined) return await byPrograms();
  const problem = await imageProblem(engine, image, pullMilliseconds);
  if (problem === undefined) return await byDocker(engine);
  try {
    return await byPrograms();
  } catch (error) {
    throw error instanceof ServiceMissingError ? error.and(`Docker: ${problem}`) : error;
  }
}
