using WictzPortal.Bench;

// What single parts of the portal cost: CPU µs and bytes allocated, in a process of its own without any load. Arguments: the folder bench/,
// and "expansion" or "calls" for one of the two.
var choice = args.ElementAtOrDefault(1) ?? "all";
if (choice is "all" or "calls")
{
    await CallCost.MeasureAsync(args[0]);
}

if (choice is "all" or "expansion")
{
    await ExpansionCost.MeasureAsync(args.Skip(2).ToArray());
}
