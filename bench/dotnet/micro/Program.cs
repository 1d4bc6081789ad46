using WictzPortal.Bench;

// What single parts of the portal cost: CPU µs a call and bytes allocated, in a process of its own without any load.
var choice = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "all";
if (choice is "all" or "expansion")
{
    await ExpansionCost.MeasureAsync(args);
}

return 0;
