using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Runtime;

/// <summary>Registers native functions with a database. One registration is valid for all connections.</summary>
internal static unsafe class NativeRegistration
{
    public static void Register(DuckDbConnection connection, IEnumerable<NativeFunction> functions)
    {
        foreach (var function in functions)
            Register(connection.Handle.DangerousGetHandle(), new Registered(function, connection.Tokens));
    }

    private static void Register(nint connection, Registered registered)
    {
        var function = registered.Function;
        var native = ScalarFunctionApi.Create();
        try
        {
            ScalarFunctionApi.SetName(native, function.Name);
            if (function.IsVariadic)
                WithType(function.Parameters[0], isResult: false, type => ScalarFunctionApi.SetVariadic(native, type));
            else
                foreach (var parameter in function.Parameters)
                    WithType(parameter, isResult: false, type => ScalarFunctionApi.AddParameter(native, type));
            ScalarFunctionApi.SetSeesNulls(native);
            WithType(function.Result, isResult: true, type => ScalarFunctionApi.SetReturnType(native, type));
            ScalarFunctionApi.SetExtraInfo(native, GCHandle.ToIntPtr(GCHandle.Alloc(registered)), &Release);
            ScalarFunctionApi.SetBind(native, &Bind);
            ScalarFunctionApi.SetFunction(native, &Evaluate);
            if (ScalarFunctionApi.Register(connection, native) != 0)
                throw new InvalidOperationException($"The function {function.Name} cannot be registered.");
        }
        finally
        {
            ScalarFunctionApi.Destroy(ref native);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint handle) => GCHandle.FromIntPtr(handle).Free();

    /// <summary>Stores the number of the calling connection as the call's bind data, which is normally a pointer.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        ScalarFunctionApi.GetClientContext(info, out var context);
        var connection = ScalarFunctionApi.ConnectionId(context);
        ScalarFunctionApi.DestroyContext(ref context);
        ScalarFunctionApi.SetBindData(info, (nint)connection, null);
        ScalarFunctionApi.SetBindDataCopy(info, &Copy);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Copy(nint connection) => connection;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Evaluate(nint info, nint chunk, nint result)
    {
        var (function, tokens) = (Registered)GCHandle.FromIntPtr(ScalarFunctionApi.GetExtraInfo(info)).Target!;
        try
        {
            Evaluation.Begin(tokens.Find((ulong)ScalarFunctionApi.GetBindData(info)));
            Evaluation.Check();
            var arguments = new NativeVector[(int)ScalarFunctionApi.ColumnCount(chunk)];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = new NativeVector(ScalarFunctionApi.Vector(chunk, (ulong)i));
            function.Evaluate(arguments, new NativeResult(result), (int)ScalarFunctionApi.ChunkSize(chunk));
        }
        catch (Exception e)
        {
            // Exceptions must not propagate into native code. The error causes the statement to fail.
            ScalarFunctionApi.SetError(info, e.Message);
        }
    }

    private static void WithType(KustoType type, bool isResult, Action<nint> use)
    {
        // The numbers are values of duckdb_type. A dynamic argument is declared as VARCHAR because DuckDB would validate an argument of
        // type JSON.
        var logical = ScalarFunctionApi.CreateLogicalType(type switch
        {
            KustoType.Bool => 1,
            KustoType.Int => 4,
            KustoType.Long or KustoType.DateTime or KustoType.TimeSpan => 5,
            KustoType.Real => 11,
            KustoType.Guid => 27,
            _ => 17,
        });
        if (isResult && type == KustoType.Dynamic)
            ScalarFunctionApi.SetAlias(logical, "JSON");
        use(logical);
        ScalarFunctionApi.DestroyLogicalType(ref logical);
    }

    /// <param name="Function">The registered function.</param>
    /// <param name="Tokens">The cancellation tokens of the database in which the function is registered.</param>
    private sealed record Registered(NativeFunction Function, StatementTokens Tokens);
}
