using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Hosting;

return await SiloProgram.Run(args, new ProgramParts(), Screen.Ours(), TimeProvider.System);
