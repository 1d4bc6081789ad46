using System.Reflection;
using System.Reflection.Emit;

namespace WictzPortal.Tests.Architecture;

/// <summary>Everything that a type names: in its bases, members, attributes and method bodies. Plain reflection.</summary>
internal static class References
{
    private const BindingFlags Own =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>The types and members that <paramref name="type"/> uses; a member's declaring type is among the types.</summary>
    public static IEnumerable<MemberInfo> Of(Type type)
    {
        var members = type.GetMembers(Own);
        var methods = members.OfType<MethodBase>().ToList();
        var bodies = methods.SelectMany(Body).ToList();

        IEnumerable<Type?> types = [
            type.BaseType,
            .. type.GetInterfaces(),
            .. members.Prepend(type).SelectMany(m => m.CustomAttributes).Select(a => a.AttributeType),
            .. members.OfType<FieldInfo>().Select(f => f.FieldType),
            .. methods.SelectMany(m => m.GetParameters()).Select(p => p.ParameterType),
            .. methods.OfType<MethodInfo>().Select(m => m.ReturnType),
            .. bodies.Select(m => m as Type ?? m.DeclaringType),
            .. bodies.OfType<MethodInfo>().SelectMany(m => m.GetGenericArguments()),
        ];

        return types.OfType<Type>().SelectMany(Unwrap).Concat(bodies.Where(m => m is not Type)).Distinct();
    }

    private static IEnumerable<MemberInfo> Unwrap(Type type) =>
        type.HasElementType ? Unwrap(type.GetElementType()!)
        : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Unwrap)]
        : [type];

    private static IEnumerable<MemberInfo> Body(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i < il.Length;)
        {
            var op = OpCodesByValue[il[i] == 0xFE ? (short)(0xFE00 | il[i + 1]) : il[i]];
            i += op.Size;
            if (op.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                && Resolve(method, BitConverter.ToInt32(il, i)) is { } member)
            {
                yield return member;
            }

            i += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null);
}
